"""Writes the description of the API as it is served, in one document: describe.py OUTPUT OPENAPI SCHEMA
The schemas that OPENAPI refers to in SCHEMA, and those that these refer to, become its own."""
import json
import os
import re
import sys

OWN = "#/components/schemas/"


def rewrite(value, pattern, found):
    """VALUE with references that PATTERN matches made to schemas of its own; FOUND gets their names."""
    if isinstance(value, list):
        return [rewrite(element, pattern, found) for element in value]
    if not isinstance(value, dict):
        return value
    rewritten = {}
    for name, member in value.items():
        match = name == "$ref" and isinstance(member, str) and re.fullmatch(pattern, member)
        if match:
            found.append(match.group(1))
        rewritten[name] = OWN + match.group(1) if match else rewrite(member, pattern, found)
    return rewritten


def bundle(document, schema, schema_name):
    wanted = []
    document = rewrite(document, re.escape(schema_name) + r"#/\$defs/(\w+)", wanted)
    schemas = document["components"]["schemas"]
    while wanted:
        name = wanted.pop()
        if name not in schemas:
            schemas[name] = rewrite(schema["$defs"][name], r"#/\$defs/(\w+)", wanted)
    return document


if __name__ == "__main__":
    output, openapi_path, schema_path = sys.argv[1:4]
    with open(openapi_path, encoding="utf-8") as file:
        openapi = json.load(file)
    with open(schema_path, encoding="utf-8") as file:
        definitions = json.load(file)
    with open(output, "w", encoding="utf-8") as file:
        json.dump(bundle(openapi, definitions, os.path.basename(schema_path)), file, ensure_ascii=False, indent=1)
        file.write("\n")
