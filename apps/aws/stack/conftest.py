"""The stack, created once in moto from what `sam build` and translate.py left."""

import io
import json
import os
import warnings
import zipfile
from pathlib import Path

import pytest
from moto import mock_aws
from samcli.yamlhelper import yaml_parse
from service_models import NOT_CREATED, REGION, client

#: Folder of `sam build`, and the translation of its template.
BUILT = Path(os.environ["RESIT_BUILT"])
TRANSLATED = Path(os.environ["RESIT_TRANSLATED"])
STACK = "resit-test"

#: What an institution would say; everything else keeps its default.
PARAMETERS = {
    "Institution": "University of Examples",
    "TimeZone": "Australia/Sydney",
    "ContactAddress": "integrity@example.edu",
    "DomainName": "resit.example.edu",
    "CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012",
    "MailFrom": "resit@example.edu",
    "MailDomain": "example.edu",
    "AlarmAddress": "it@example.edu",
}


def zipped(folder):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder))
    return content.getvalue()


class Stack:
    """What was asked for (`template`, `source`) and what is there (`ids`, by logical id)."""

    def __init__(self, template, source, ids):
        self.template = template
        self.source = source
        self.ids = ids

    def of_type(self, cfn_type):
        return {name: each for name, each in self.template["Resources"].items() if each["Type"] == cfn_type}

    def properties(self, logical_id):
        return self.template["Resources"][logical_id]["Properties"]

    def role_of(self, logical_id):
        return self.properties(logical_id)["Role"]["Fn::GetAtt"][0]


@pytest.fixture(scope="session")
def stack():
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        os.environ[name] = "none"
    source = yaml_parse((BUILT / "template.yaml").read_text())
    template = json.loads(TRANSLATED.read_text())
    resources = template["Resources"]
    for name, each in list(resources.items()):
        if each["Type"] in NOT_CREATED and each["Type"].startswith("Custom::"):
            del resources[name]
    # As the service fills it in: the definition's text, with the ARNs of what was created.
    machine = source["Resources"]["StateMachine"]["Properties"]
    definition = (BUILT / machine["DefinitionUri"]).read_text()
    properties = resources["StateMachine"]["Properties"]
    del properties["Definition"]
    properties["DefinitionString"] = {"Fn::Sub": [definition, machine["DefinitionSubstitutions"]]}
    with mock_aws(), warnings.catch_warnings():
        # A type that nothing is made of is an error, not a line in a log.
        warnings.filterwarnings("error", message="Tried to parse")
        s3 = client("s3")
        s3.create_bucket(Bucket="artifacts")
        for name, each in resources.items():
            if each["Type"] == "AWS::Lambda::Function":
                s3.put_object(Bucket="artifacts", Key=name, Body=zipped(BUILT / name))
        s3.put_object(Bucket="artifacts", Key="template.json", Body=json.dumps(template).encode())
        formation = client("cloudformation")
        formation.create_stack(
            StackName=STACK,
            TemplateURL=f"https://artifacts.s3.{REGION}.amazonaws.com/template.json",
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in PARAMETERS.items()],
            Capabilities=["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"],
        )
        described = formation.get_paginator("list_stack_resources").paginate(StackName=STACK)
        ids = {
            each["LogicalResourceId"]: each["PhysicalResourceId"]
            for page in described
            for each in page["StackResourceSummaries"]
        }
        yield Stack(template, source, ids)
