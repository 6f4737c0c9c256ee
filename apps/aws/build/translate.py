"""Translates a template as `sam build` leaves it into the CloudFormation that AWS makes of it, offline.

usage: translate.py BUILT_TEMPLATE OUTPUT.json

The workflow's definition is put in with its substitutions made, so that what lints CloudFormation sees its states.
Run it with the Python of the SAM CLI's environment, which has the translator.
"""

import json
import re
import sys
from pathlib import Path

from samcli.yamlhelper import yaml_parse
from samtranslator.translator.transform import transform

PLACE = "s3://artifacts/{}"
FUNCTION_ARN = "arn:aws:lambda:us-east-1:123456789012:function:{}"


class NoManagedPolicies:
    """Every role of the template is written out: there is no managed policy to look up."""

    def load(self):
        return {}


def resolved(definition, substitutions):
    def value(match):
        name = match.group(1)
        if name not in substitutions:
            raise SystemExit(f"translate: the definition names ${{{name}}}, which DefinitionSubstitutions lack")
        return FUNCTION_ARN.format(name)

    states = json.loads(re.sub(r"\$\{([A-Za-z0-9]+)\}", value, definition))
    for state in states["States"].values():
        # The service takes an expression for a timeout, of which the linter's schema does not know yet. What the
        # expression is worth, `states validate` and the tests of the process say.
        if str(state.get("TimeoutSeconds", "")).startswith("{%"):
            state["TimeoutSeconds"] = 60
    return states


def main(source, target):
    template = yaml_parse(Path(source).read_text())
    definitions = {}
    for name, resource in template["Resources"].items():
        properties = resource.get("Properties", {})
        if resource["Type"] == "AWS::Serverless::Function":
            properties["CodeUri"] = PLACE.format(name)
        if resource["Type"] == "AWS::Serverless::StateMachine":
            path = Path(source).parent / properties["DefinitionUri"]
            substitutions = properties["DefinitionSubstitutions"]
            used = set(re.findall(r"\$\{([A-Za-z0-9]+)\}", path.read_text()))
            unused = set(substitutions) - used
            if unused:
                raise SystemExit(f"translate: the definition does not name {sorted(unused)}")
            definitions[name] = resolved(path.read_text(), substitutions)
            properties["DefinitionUri"] = PLACE.format(name)
    translated = transform(template, {}, NoManagedPolicies())
    for name, definition in definitions.items():
        properties = translated["Resources"][name]["Properties"]
        del properties["DefinitionS3Location"]
        properties.pop("DefinitionSubstitutions", None)
        properties["Definition"] = definition
    Path(target).write_text(json.dumps(translated, indent=1))


if __name__ == "__main__":
    main(*sys.argv[1:3])
