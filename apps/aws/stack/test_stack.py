"""What exists in moto once the stack is created, against what the template says."""

import json
import re

import pytest
from conftest import BUILT, PARAMETERS, STACK, TRANSLATED
from service_models import ACCOUNT, NOT_CREATED, REGION, client

RESOURCES = json.loads(TRANSLATED.read_text())["Resources"]


def of_type(cfn_type):
    return sorted(name for name, each in RESOURCES.items() if each["Type"] == cfn_type)


FUNCTIONS = of_type("AWS::Lambda::Function")
ROLES = of_type("AWS::IAM::Role")
ALARMS = of_type("AWS::CloudWatch::Alarm")
MAPPINGS = of_type("AWS::Lambda::EventSourceMapping")
BUCKETS = of_type("AWS::S3::Bucket")
RULES = of_type("AWS::Events::Rule")


def resolved(stack, value):
    """A property of the template as text, where it is a reference to what exists by name or ARN."""
    if isinstance(value, dict) and "Ref" in value:
        name = value["Ref"]
        given = PARAMETERS.get(name) or stack.ids.get(name)
        return stack.template["Parameters"][name].get("Default") if given is None else given
    if isinstance(value, dict) and "Fn::GetAtt" in value:
        name, attribute = value["Fn::GetAtt"]
        assert attribute == "Arn"
        kind = stack.template["Resources"][name]["Type"]
        if kind == "AWS::IAM::Role":
            return f"arn:aws:iam::{ACCOUNT}:role/{stack.ids[name]}"
        if kind == "AWS::Lambda::Function":
            return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{stack.ids[name]}"
        raise AssertionError(f"no ARN known of {kind}")
    return value


def function(stack, name):
    return client("lambda").get_function(FunctionName=stack.ids[name])


# ---- The whole


def test_stack_is_complete(stack):
    assert client("cloudformation").describe_stacks(StackName=STACK)["Stacks"][0]["StackStatus"] == "CREATE_COMPLETE"


def test_every_resource_is_created_or_named_as_one_that_cannot_be(stack):
    absent = {RESOURCES[name]["Type"] for name in set(RESOURCES) - set(stack.ids)}
    assert absent == {kind for kind in NOT_CREATED if kind.startswith("Custom::")}


def test_only_what_the_template_has_is_named_as_not_created():
    assert set(NOT_CREATED) <= {each["Type"] for each in RESOURCES.values()}


def test_outputs_have_values(stack):
    outputs = client("cloudformation").describe_stacks(StackName=STACK)["Stacks"][0]["Outputs"]
    values = {each["OutputKey"]: each["OutputValue"] for each in outputs}
    assert set(values) == set(stack.template["Outputs"])
    assert values["Origin"] == "https://resit.example.edu"
    assert values["EvidenceBucketName"] == stack.ids["EvidenceBucket"]
    assert all(values.values())


# ---- Data


def test_table(stack):
    dynamodb = client("dynamodb")
    name = stack.ids["Table"]
    table = dynamodb.describe_table(TableName=name)["Table"]
    asked = stack.properties("Table")
    assert table["KeySchema"] == asked["KeySchema"]
    assert table["AttributeDefinitions"] == asked["AttributeDefinitions"]
    assert table["BillingModeSummary"]["BillingMode"] == asked["BillingMode"] == "PAY_PER_REQUEST"
    assert table["StreamSpecification"] == {"StreamEnabled": True, **asked["StreamSpecification"]}
    assert table["SSEDescription"]["Status"] == "ENABLED"
    assert table["SSEDescription"]["SSEType"] == "KMS"
    assert table["DeletionProtectionEnabled"] is True
    assert table.get("GlobalSecondaryIndexes", []) == []
    ttl = dynamodb.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
    assert ttl == {"TimeToLiveStatus": "ENABLED", "AttributeName": asked["TimeToLiveSpecification"]["AttributeName"]}
    backups = dynamodb.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    assert backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED"


@pytest.mark.parametrize("name", BUCKETS)
def test_bucket(stack, name):
    s3 = client("s3")
    bucket = stack.ids[name]
    asked = stack.properties(name)
    assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"
    block = s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
    assert block == asked["PublicAccessBlockConfiguration"] and all(block.values()) and len(block) == 4
    rules = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
    assert rules[0]["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "AES256"
    owner = s3.get_bucket_ownership_controls(Bucket=bucket)["OwnershipControls"]
    assert owner["Rules"] == [{"ObjectOwnership": "BucketOwnerEnforced"}]
    lifecycle = s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]
    assert [each["NoncurrentVersionExpiration"]["NoncurrentDays"] for each in lifecycle] == [90]
    policy = json.loads(s3.get_bucket_policy(Bucket=bucket)["Policy"])["Statement"]
    tls = [each for each in policy if each["Effect"] == "Deny"]
    assert [each["Condition"] for each in tls] == [{"Bool": {"aws:SecureTransport": "false"}}]
    assert set(tls[0]["Resource"]) == {f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"}
    for each in policy:
        assert each["Effect"] == "Deny" or each["Principal"] != "*"


@pytest.mark.parametrize("name, length", [("PepperSecret", 64), ("EdgeSecret", 48)])
def test_secret(stack, name, length):
    text = client("secretsmanager").get_secret_value(SecretId=stack.ids[name])["SecretString"]
    assert re.fullmatch(rf"[A-Za-z0-9]{{{length}}}", text)


# ---- Functions


@pytest.mark.parametrize("name", FUNCTIONS)
def test_function(stack, name):
    asked = stack.properties(name)
    made = function(stack, name)
    there = made["Configuration"]
    for key in ("Runtime", "Handler", "MemorySize", "Timeout", "Architectures", "TracingConfig"):
        assert there[key] == asked[key], key
    assert there["Runtime"] == "nodejs24.x" and there["Architectures"] == ["arm64"]
    assert there["TracingConfig"] == {"Mode": "Active"}
    assert there["CodeSize"] > 0
    assert there["Role"] == resolved(stack, asked["Role"])
    variables = there.get("Environment", {}).get("Variables", {})
    wanted = asked.get("Environment", {}).get("Variables", {})
    assert set(variables) == set(wanted)
    empty = {key for key, value in variables.items() if not isinstance(value, str) or value == ""}
    # Only what is a parameter that is left empty.
    assert {key for key in empty if resolved(stack, wanted[key]) != ""} == set()
    reserved = made.get("Concurrency", {}).get("ReservedConcurrentExecutions")
    wanted = asked.get("ReservedConcurrentExecutions")
    assert reserved == (wanted["Fn::If"][1] if wanted else None)


def test_functions_are_told_of_what_exists(stack):
    variables = function(stack, "ApiFunction")["Configuration"]["Environment"]["Variables"]
    assert variables["TABLE_NAME"] == stack.ids["Table"]
    assert variables["STATE_MACHINE_ARN"] == stack.ids["StateMachineAliaslive"]
    assert variables["PEPPER_SECRET_ARN"] == stack.ids["PepperSecret"]
    assert variables["RESIT_ORIGIN"] == "https://resit.example.edu"
    evidence = function(stack, "EvidenceFunction")["Configuration"]["Environment"]["Variables"]
    assert evidence["EVIDENCE_BUCKET"] == stack.ids["EvidenceBucket"]
    authorizer = function(stack, "AuthorizerFunction")["Configuration"]["Environment"]["Variables"]
    assert authorizer["OIDC_ISSUER"].endswith(f"/{stack.ids['StaffPool']}")


@pytest.mark.parametrize("name", MAPPINGS)
def test_event_source_mapping(stack, name):
    asked = stack.properties(name)
    there = client("lambda").get_event_source_mapping(UUID=stack.ids[name])
    owner = asked["FunctionName"]["Ref"]
    assert there["FunctionArn"].endswith(f":function:{stack.ids[owner]}")
    stream = client("dynamodb").describe_table(TableName=stack.ids["Table"])["Table"]["LatestStreamArn"]
    assert there["EventSourceArn"] == stream
    assert there["BatchSize"] == asked["BatchSize"]
    assert there["StartingPosition"] == asked["StartingPosition"]


@pytest.mark.parametrize("name", of_type("AWS::Lambda::EventInvokeConfig"))
def test_what_a_function_gives_up_on_goes_to_the_queue(stack, name):
    owner = stack.properties(name)["FunctionName"]["Ref"]
    there = client("lambda").get_function_event_invoke_config(FunctionName=stack.ids[owner])
    queue = client("sqs").get_queue_attributes(QueueUrl=stack.ids["Undelivered"], AttributeNames=["QueueArn"])
    assert there["DestinationConfig"]["OnFailure"]["Destination"] == queue["Attributes"]["QueueArn"]
    assert there["MaximumRetryAttempts"] == 2


@pytest.mark.parametrize("name", RULES)
def test_rule(stack, name):
    events = client("events")
    asked = stack.properties(name)
    there = events.describe_rule(Name=stack.ids[name])
    assert there["State"] == "ENABLED"
    assert there.get("ScheduleExpression") == asked.get("ScheduleExpression")
    targets = events.list_targets_by_rule(Rule=stack.ids[name])["Targets"]
    assert [each["Arn"] for each in targets] == [resolved(stack, each["Arn"]) for each in asked["Targets"]]
    if "EventPattern" in asked:
        pattern = json.loads(there["EventPattern"])
        assert pattern["detail"]["stateMachineArn"] == [stack.ids["StateMachine"]]
        assert pattern["detail"]["status"] == ["FAILED", "TIMED_OUT", "ABORTED"]


# ---- Workflow


def test_state_machine(stack):
    states = client("stepfunctions")
    there = states.describe_state_machine(stateMachineArn=stack.ids["StateMachine"])
    assert there["name"] == f"{STACK}-plagiarism-incident"
    assert there["type"] == "STANDARD"
    assert there["tracingConfiguration"] == {"enabled": True}
    assert there["loggingConfiguration"]["includeExecutionData"] is False
    assert there["roleArn"] == f"arn:aws:iam::{ACCOUNT}:role/{stack.ids['StateMachineRole']}"


def test_definition_calls_the_functions_that_exist(stack):
    arn = stack.ids["StateMachine"]
    text = client("stepfunctions").describe_state_machine(stateMachineArn=arn)["definition"]
    machine = stack.source["Resources"]["StateMachine"]["Properties"]
    written = (BUILT / machine["DefinitionUri"]).read_text()
    functions = {name: resolved(stack, arn) for name, arn in machine["DefinitionSubstitutions"].items()}
    for name, function_arn in functions.items():
        written = written.replace(f"${{{name}}}", function_arn)
    assert json.loads(text) == json.loads(written)
    called = {
        each["Arguments"]["FunctionName"] for each in json.loads(text)["States"].values() if each["Type"] == "Task"
    }
    assert called == set(functions.values())


def test_alias_is_the_published_version(stack):
    there = client("stepfunctions").describe_state_machine_alias(
        stateMachineAliasArn=stack.ids["StateMachineAliaslive"]
    )
    assert there["name"] == "live"
    assert there["routingConfiguration"] == [
        {"stateMachineVersionArn": stack.ids["StateMachineVersion"], "weight": 100}
    ]


# ---- Permissions


@pytest.mark.parametrize("name", ROLES)
def test_role(stack, name):
    iam = client("iam")
    role = stack.ids[name]
    asked = stack.properties(name)
    there = iam.get_role(RoleName=role)["Role"]["AssumeRolePolicyDocument"]["Statement"]
    wanted = asked["AssumeRolePolicyDocument"]["Statement"]
    assert [each["Principal"] for each in there] == [each["Principal"] for each in wanted]
    policies = {each["PolicyName"]: each["PolicyDocument"]["Statement"] for each in asked["Policies"]}
    assert set(iam.list_role_policies(RoleName=role)["PolicyNames"]) == set(policies)
    assert iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"] == []
    for policy, statements in policies.items():
        document = iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]
        assert [each["Action"] for each in document["Statement"]] == [each["Action"] for each in statements]
        for each in document["Statement"]:
            for resource in each["Resource"] if isinstance(each["Resource"], list) else [each["Resource"]]:
                assert resource == "*" or resource.startswith("arn:aws:"), (policy, resource)
                assert "${" not in resource


# ---- What operators see


@pytest.mark.parametrize("name", ALARMS)
def test_alarm(stack, name):
    asked = stack.properties(name)
    (there,) = client("cloudwatch").describe_alarms(AlarmNames=[stack.ids[name]])["MetricAlarms"]
    for key in ("Threshold", "EvaluationPeriods", "ComparisonOperator", "TreatMissingData", "AlarmDescription"):
        assert there[key] == asked[key], key
    assert there["AlarmActions"] == [stack.ids["Alarms"]]
    if "Metrics" not in asked:
        assert there["MetricName"] == asked["MetricName"]
        assert [each["Name"] for each in there["Dimensions"]] == [each["Name"] for each in asked.get("Dimensions", [])]
    for metric in asked.get("Metrics", []):
        if "MetricStat" in metric:
            dimension = metric["MetricStat"]["Metric"]["Dimensions"][0]["Value"]["Ref"]
            dimensions = [
                each["MetricStat"]["Metric"]["Dimensions"][0]["Value"] for each in there["Metrics"] if "MetricStat" in each
            ]
            assert stack.ids[dimension] in dimensions


def test_dashboard_names_every_alarm(stack):
    body = json.loads(client("cloudwatch").get_dashboard(DashboardName=stack.ids["Dashboard"])["DashboardBody"])
    shown = next(each for each in body["widgets"] if each["type"] == "alarm")["properties"]["alarms"]
    assert sorted(arn.rsplit(":", 1)[1] for arn in shown) == sorted(stack.ids[name] for name in ALARMS)


@pytest.mark.parametrize("name", of_type("AWS::Logs::LogGroup"))
def test_log_group(stack, name):
    groups = client("logs").describe_log_groups(logGroupNamePrefix=stack.ids[name])["logGroups"]
    assert [each["retentionInDays"] for each in groups] == [90]


@pytest.mark.parametrize("name", of_type("AWS::Logs::MetricFilter"))
def test_metric_filter(stack, name):
    (there,) = client("logs").describe_metric_filters(filterNamePrefix=stack.ids[name])["metricFilters"]
    assert there["logGroupName"] == stack.ids["FunctionLog"]
    assert there["filterPattern"] == stack.properties(name)["FilterPattern"]
    assert there["metricTransformations"][0]["metricNamespace"] == f"Resit/{STACK}"


# ---- Queue, topics, mail


def test_queue(stack):
    there = client("sqs").get_queue_attributes(QueueUrl=stack.ids["Undelivered"], AttributeNames=["All"])["Attributes"]
    assert there["MessageRetentionPeriod"] == "1209600"
    allowed = [each for each in json.loads(there["Policy"])["Statement"] if each["Effect"] == "Allow"]
    assert [each["Principal"]["Service"] for each in allowed] == [["events.amazonaws.com", "sns.amazonaws.com"]]
    assert [each["Condition"] for each in allowed] == [{"StringEquals": {"aws:SourceAccount": ACCOUNT}}]


def test_what_comes_back_of_mail_reaches_its_function(stack):
    sns = client("sns")
    topic = stack.ids["MailFeedbackTopic"]
    assert sns.get_topic_attributes(TopicArn=topic)["Attributes"]["KmsMasterKeyId"] == stack.ids["MailFeedbackKey"]
    (there,) = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    assert there["Protocol"] == "lambda"
    assert there["Endpoint"].endswith(f":function:{stack.ids['MailFeedbackFunction']}")
    name = stack.ids["MailConfigurationSet"]
    destinations = client("ses").describe_configuration_set(
        ConfigurationSetName=name, ConfigurationSetAttributeNames=["eventDestinations"]
    )["EventDestinations"]
    assert [each["SNSDestination"]["TopicARN"] for each in destinations] == [topic]
    assert set(destinations[0]["MatchingEventTypes"]) == {"bounce", "complaint", "reject"}


def test_mail_domain(stack):
    there = client("sesv2").get_email_identity(EmailIdentity=PARAMETERS["MailDomain"])
    assert there["IdentityType"] == "DOMAIN"


def test_alarms_go_to_the_address(stack):
    (there,) = client("sns").list_subscriptions_by_topic(TopicArn=stack.ids["Alarms"])["Subscriptions"]
    assert (there["Protocol"], there["Endpoint"]) == ("email", PARAMETERS["AlarmAddress"])


# ---- API and distribution


@pytest.mark.parametrize("name", ["Api", "PagesApi"])
def test_api_has_every_operation_of_its_document(stack, name):
    body = stack.properties(name)["Body"]
    wanted = {
        (path, "ANY" if method == "x-amazon-apigateway-any-method" else method.upper())
        for path, methods in body["paths"].items()
        for method in methods
        if method != "parameters"
    }
    pages = client("apigateway").get_paginator("get_resources").paginate(restApiId=stack.ids[name])
    there = {
        (resource["path"], method)
        for page in pages
        for resource in page["items"]
        for method in resource.get("resourceMethods", {})
    }
    assert there == wanted


def test_operations_reach_the_functions_that_exist(stack):
    gateway = client("apigateway")
    api = stack.ids["Api"]
    pages = gateway.get_paginator("get_resources").paginate(restApiId=api)
    uris = {
        method["methodIntegration"]["uri"]
        for page in pages
        for resource in page["items"]
        for method in resource.get("resourceMethods", {}).values()
    }
    at = f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/arn:aws:lambda:{REGION}:{ACCOUNT}:function:"
    called = {uri for uri in uris if ":lambda:path" in uri}
    functions = ("ApiFunction", "ImportFunction", "EvidenceFunction", "SubmitExamFunction")
    assert called == {f"{at}{stack.ids[name]}/invocations" for name in functions}
    assert {uri for uri in uris - called} == {f"arn:aws:apigateway:{REGION}:states:action/StartExecution"}


@pytest.mark.parametrize("name, stage", [("Api", "api"), ("PagesApi", "pages")])
def test_stage(stack, name, stage):
    there = client("apigateway").get_stage(restApiId=stack.ids[name], stageName=stage)
    assert there["tracingEnabled"] is True
    assert json.loads(there["accessLogSettings"]["format"])["requestId"] == "$context.requestId"
    settings = there["methodSettings"]["*/*"]
    assert settings["dataTraceEnabled"] is False
    assert settings["throttlingRateLimit"] > 0
    if name == "Api":
        assert there["variables"] == {"stateMachineArn": stack.ids["StateMachineAliaslive"]}
        assert there["methodSettings"]["~1incident/POST"]["throttlingBurstLimit"] == 40


def test_distribution(stack):
    config = client("cloudfront").get_distribution(Id=stack.ids["Distribution"])["Distribution"]["DistributionConfig"]
    assert config["Aliases"]["Items"] == [PARAMETERS["DomainName"]]
    domains = {each["Id"]: each["DomainName"] for each in config["Origins"]["Items"]}
    assert domains == {
        "site": f"{stack.ids['SiteBucket']}.s3.{REGION}.amazonaws.com",
        "api": f"{stack.ids['Api']}.execute-api.{REGION}.amazonaws.com",
        "pages": f"{stack.ids['PagesApi']}.execute-api.{REGION}.amazonaws.com",
    }
    assert {each["PathPattern"] for each in config["CacheBehaviors"]["Items"]} == {"/api/*", "/exam-assets/*", "/admin*"}


# ---- Sign-in


def test_user_pool(stack):
    cognito = client("cognito-idp")
    pool = stack.ids["StaffPool"]
    there = cognito.describe_user_pool(UserPoolId=pool)["UserPool"]
    asked = stack.properties("StaffPool")
    assert there["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"] is True
    assert there["MfaConfiguration"] == "OPTIONAL"
    assert there["Policies"]["PasswordPolicy"]["MinimumLength"] == asked["Policies"]["PasswordPolicy"]["MinimumLength"]
    claims = there["LambdaConfig"]["PreTokenGenerationConfig"]
    assert claims["LambdaArn"].endswith(f":function:{stack.ids['TokenClaimsFunction']}")
    groups = {each["GroupName"] for each in cognito.list_groups(UserPoolId=pool)["Groups"]}
    assert groups == {"lecturer", "officer", "administrator"}


def test_client_of_the_admin_site(stack):
    there = client("cognito-idp").describe_user_pool_client(
        UserPoolId=stack.ids["StaffPool"], ClientId=stack.ids["AdminClient"]
    )["UserPoolClient"]
    assert there["AllowedOAuthFlows"] == ["code"]
    assert there["CallbackURLs"] == ["https://resit.example.edu/admin/callback"]
    assert "ClientSecret" not in there


def test_another_system_can_be_given_a_role(stack):
    cognito = client("cognito-idp")
    pool = stack.ids["StaffPool"]
    server = cognito.describe_resource_server(UserPoolId=pool, Identifier=stack.ids["SystemScopes"])["ResourceServer"]
    assert [each["ScopeName"] for each in server["Scopes"]] == ["lecturer", "officer", "administrator"]
    made = cognito.create_user_pool_client(
        UserPoolId=pool,
        ClientName="Similarity checker",
        GenerateSecret=True,
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthScopes=["resit/officer"],
    )["UserPoolClient"]
    assert made["AllowedOAuthScopes"] == ["resit/officer"] and made["ClientSecret"]
