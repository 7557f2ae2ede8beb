"""That docs/example.c builds against what is installed, found by pkg-config, and answers:
example.py PORTREG SOURCE_ROOT BUILD_ROOT CC SANITIZERS (those of the library, or none)"""
import glob
import os
import subprocess
import sys
import tempfile

portreg, source_root, build_root, compiler, sanitizers = sys.argv[1:]


def run(*command, **options):
    result = subprocess.run(command, text=True, capture_output=True, **options)
    if result.returncode and not options.pop('may_fail', False):
        sys.exit(f'{" ".join(command)}: status {result.returncode}\n{result.stdout}{result.stderr}')
    return result.stdout


with tempfile.TemporaryDirectory() as directory:
    installed = os.path.join(directory, 'installed')
    run('meson', 'install', '-C', build_root, '--no-rebuild', '--quiet', '--destdir', installed)
    descriptions = glob.glob(installed + '/**/pkgconfig/portreg.pc', recursive=True)
    libraries = glob.glob(installed + '/**/libportreg.so', recursive=True)
    if len(descriptions) != 1 or len(libraries) != 1:
        sys.exit(f'expected portreg.pc and libportreg.so, found {descriptions} {libraries}')
    environment = dict(os.environ, PKG_CONFIG_LIBDIR=os.path.dirname(descriptions[0]),
                       PKG_CONFIG_SYSROOT_DIR=installed,
                       LD_LIBRARY_PATH=os.path.dirname(libraries[0]))
    flags = run('pkg-config', '--cflags', '--libs', 'portreg', env=environment).split()
    if sanitizers != 'none':
        flags.append('-fsanitize=' + sanitizers)
    example = os.path.join(directory, 'example')
    run(compiler, '-std=c17', '-Wall', '-Wextra', '-Werror',
        os.path.join(source_root, 'docs/example.c'), '-o', example, *flags)

    snapshot = os.path.join(directory, 'small.portreg')
    run(portreg, 'compile', '--output', snapshot,
        os.path.join(source_root, 'tests/fixtures/small.xml'))
    found = run(example, snapshot, '443', env=environment).splitlines()
    expected = ['443/tcp: assigned, registered as https', '    https: http protocol over TLS/SSL']
    if found[:2] != expected or not found[2].startswith('A registered port number does not mean'):
        sys.exit(f'expected {expected} and the disclaimer, found {found}')

    for arguments, status in ((['443'], 2), ([snapshot, '65536'], 2), ([snapshot, 'x'], 2),
                              ([os.path.join(directory, 'none'), '443'], 3)):
        result = subprocess.run([example, *arguments], env=environment, text=True,
                                capture_output=True)
        if result.returncode != status or not result.stderr:
            sys.exit(f'{arguments}: expected status {status}, found {result.returncode}')
