"""That include/portreg.h is enough by itself, in C17 and in C++, without a warning:
header.py HEADER CC CXX"""
import os
import subprocess
import sys

header, c_compiler, cpp_compiler = sys.argv[1:]
strict = ['-Wall', '-Wextra', '-pedantic', '-Wconversion', '-Werror', '-fsyntax-only']
use = f'''#include "{os.path.basename(header)}"
int use(struct portreg *snapshot);
int use(struct portreg *snapshot)
{{
    struct portreg_answer answer = portreg_find_port(snapshot, PORTREG_TCP, 443);
    return answer.state == PORTREG_ASSIGNED && sizeof(PORTREG_DISCLAIMER) > 1;
}}
'''
failed = False
for compiler, language, standard in (
        (c_compiler, 'c', 'c17'), (c_compiler, 'c', 'c99'),
        (cpp_compiler, 'c++', 'c++11'), (cpp_compiler, 'c++', 'c++20')):
    command = [compiler, *strict, f'-std={standard}', '-I', os.path.dirname(header),
               '-x', language, '-']
    result = subprocess.run(command, input=use, text=True, capture_output=True)
    if result.returncode:
        print(f'{header} does not compile as {standard}:\n{result.stderr}')
        failed = True
sys.exit(failed)
