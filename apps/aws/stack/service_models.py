"""What CloudFormation does for types whose model moto lacks, or keeps half of: calls of the services' own API.

Each model hands the template's properties to boto3 nearly as they are, so that botocore refuses a name or a type that the
service does not take. moto resolves references, conditions and order, as for its own models.
"""

import json

import boto3

# Which loads moto's own models: the last one of a type counts.
from moto.cloudformation.parsing import CloudFormationModel

ACCOUNT = "123456789012"
REGION = "us-east-1"


def client(service):
    return boto3.client(service, region_name=REGION)


class Created:
    """A resource as the stack knows it: what Ref and Fn::GetAtt give."""

    def __init__(self, physical_id, **attributes):
        self.physical_resource_id = physical_id
        self.attributes = attributes

    @classmethod
    def has_cfn_attr(cls, attr):
        return True

    def is_created(self):
        return True

    def get_cfn_attribute(self, name):
        return self.attributes[name]


def model(cfn_type, name_property=""):
    """Makes a function of (properties, name) the model of a type, before one that moto has."""

    def register(create):
        class Model(CloudFormationModel):
            # moto reads the service out of the name of a model's module.
            __module__ = "moto.cloudformation.service_models"

            @staticmethod
            def cloudformation_name_type():
                return name_property

            @staticmethod
            def cloudformation_type():
                return cfn_type

            @classmethod
            def has_cfn_attr(cls, attr):
                return True

            @classmethod
            def create_from_cloudformation_json(cls, resource_name, cloudformation_json, *_args, **_kwargs):
                return create(dict(cloudformation_json["Properties"]), resource_name)

        # moto finds models by CloudFormationModel.__subclasses__(), which holds them weakly.
        registered.append(Model)
        return create

    return register


registered = []


def camel(value):
    """Names as the older APIs write them: a small first letter, all the way down."""
    if isinstance(value, dict):
        return {key[0].lower() + key[1:]: camel(each) for key, each in value.items()}
    return [camel(each) for each in value] if isinstance(value, list) else value


# ---- Data


@model("AWS::DynamoDB::Table", "TableName")
def table(properties, name):
    ttl = properties.pop("TimeToLiveSpecification")
    recovery = properties.pop("PointInTimeRecoverySpecification")
    protection = properties.pop("DeletionProtectionEnabled")
    sse = properties.pop("SSESpecification")
    dynamodb = client("dynamodb")
    made = dynamodb.create_table(
        TableName=name,
        DeletionProtectionEnabled=protection in (True, "true"),
        SSESpecification={"Enabled": sse.pop("SSEEnabled"), **sse},
        StreamSpecification={"StreamEnabled": True, **properties.pop("StreamSpecification")},
        **properties,
    )["TableDescription"]
    dynamodb.update_time_to_live(TableName=name, TimeToLiveSpecification=ttl)
    dynamodb.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification=recovery)
    return Created(name, Arn=made["TableArn"], StreamArn=made["LatestStreamArn"])


@model("AWS::S3::Bucket", "BucketName")
def bucket(properties, name):
    s3 = client("s3")
    s3.create_bucket(Bucket=name)
    encryption = properties.pop("BucketEncryption")["ServerSideEncryptionConfiguration"]
    rules = [
        {"ApplyServerSideEncryptionByDefault": each["ServerSideEncryptionByDefault"]} for each in encryption
    ]
    s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration={"Rules": rules})
    blocked = properties.pop("PublicAccessBlockConfiguration")
    s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=blocked)
    s3.put_bucket_ownership_controls(Bucket=name, OwnershipControls=properties.pop("OwnershipControls"))
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration=properties.pop("VersioningConfiguration"))
    lifecycle = [
        {("ID" if key == "Id" else key): value for key, value in rule.items()} | {"Filter": {"Prefix": ""}}
        for rule in properties.pop("LifecycleConfiguration")["Rules"]
    ]
    s3.put_bucket_lifecycle_configuration(Bucket=name, LifecycleConfiguration={"Rules": lifecycle})
    assert properties == {}, f"properties of a bucket that nothing is made of: {sorted(properties)}"
    return Created(name, Arn=f"arn:aws:s3:::{name}", RegionalDomainName=f"{name}.s3.{REGION}.amazonaws.com")


@model("AWS::S3::BucketPolicy")
def bucket_policy(properties, name):
    client("s3").put_bucket_policy(Bucket=properties["Bucket"], Policy=json.dumps(properties["PolicyDocument"]))
    return Created(name)


@model("AWS::SecretsManager::Secret", "Name")
def secret(properties, name):
    manager = client("secretsmanager")
    text = manager.get_random_password(**properties.pop("GenerateSecretString"))["RandomPassword"]
    return Created(manager.create_secret(Name=name, SecretString=text, **properties)["ARN"])


# ---- Functions and workflow


@model("AWS::IAM::Role", "RoleName")
def role(properties, name):
    iam = client("iam")
    trust = json.dumps(properties["AssumeRolePolicyDocument"])
    arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    for each in properties["Policies"]:
        document = json.dumps(each["PolicyDocument"])
        iam.put_role_policy(RoleName=name, PolicyName=each["PolicyName"], PolicyDocument=document)
    return Created(name, Arn=arn)


@model("AWS::Lambda::Function", "FunctionName")
def function(properties, name):
    functions = client("lambda")
    reserved = properties.pop("ReservedConcurrentExecutions", None)
    tags = {each["Key"]: each["Value"] for each in properties.pop("Tags", [])}
    variables = properties.pop("Environment", {}).get("Variables", {})
    arn = functions.create_function(
        FunctionName=name, Environment={"Variables": variables}, Tags=tags, **properties
    )["FunctionArn"]
    if reserved is not None:
        functions.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=int(reserved))
    return Created(name, Arn=arn)


@model("AWS::Lambda::EventInvokeConfig")
def event_invoke_config(properties, name):
    client("lambda").put_function_event_invoke_config(**properties)
    return Created(name)


@model("AWS::StepFunctions::StateMachine")
def state_machine(properties, _name):
    name = properties.pop("StateMachineName")
    arn = client("stepfunctions").create_state_machine(
        name=name,
        definition=properties.pop("DefinitionString"),
        roleArn=properties.pop("RoleArn"),
        type=properties.pop("StateMachineType"),
        loggingConfiguration=camel(properties.pop("LoggingConfiguration")),
        tracingConfiguration=camel(properties.pop("TracingConfiguration")),
        tags=camel(properties.pop("Tags", [])),
        publish=True,
    )["stateMachineArn"]
    return Created(arn, Name=name, Arn=arn, StateMachineRevisionId="1")


@model("AWS::StepFunctions::StateMachineVersion")
def state_machine_version(properties, _name):
    # The first is published by what creates the state machine, which is all that moto has to publish one.
    arn = f"{properties['StateMachineArn']}:1"
    return Created(arn, Arn=arn)


@model("AWS::StepFunctions::StateMachineAlias", "Name")
def state_machine_alias(properties, name):
    routes = [{"stateMachineVersionArn": properties["DeploymentPreference"]["StateMachineVersionArn"], "weight": 100}]
    arn = client("stepfunctions").create_state_machine_alias(name=name, routingConfiguration=routes)[
        "stateMachineAliasArn"
    ]
    return Created(arn, Arn=arn)


# ---- Queues, topics, logs, alarms, mail


@model("AWS::SQS::QueuePolicy")
def queue_policy(properties, name):
    for url in properties["Queues"]:
        policy = json.dumps(properties["PolicyDocument"])
        client("sqs").set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    return Created(name)


@model("AWS::SNS::TopicPolicy")
def topic_policy(properties, name):
    for arn in properties["Topics"]:
        policy = json.dumps(properties["PolicyDocument"])
        client("sns").set_topic_attributes(TopicArn=arn, AttributeName="Policy", AttributeValue=policy)
    return Created(name)


@model("AWS::SNS::Subscription")
def subscription(properties, _name):
    redrive = json.dumps(properties.pop("RedrivePolicy"))
    arn = client("sns").subscribe(ReturnSubscriptionArn=True, Attributes={"RedrivePolicy": redrive}, **properties)
    return Created(arn["SubscriptionArn"])


@model("AWS::Logs::LogGroup", "LogGroupName")
def log_group(properties, name):
    logs = client("logs")
    logs.create_log_group(logGroupName=name)
    logs.put_retention_policy(logGroupName=name, retentionInDays=int(properties["RetentionInDays"]))
    return Created(name, Arn=f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{name}:*")


@model("AWS::Logs::MetricFilter")
def metric_filter(properties, name):
    client("logs").put_metric_filter(filterName=name, **camel(properties))
    return Created(name)


@model("AWS::CloudWatch::Alarm", "AlarmName")
def alarm(properties, name):
    client("cloudwatch").put_metric_alarm(AlarmName=name, **properties)
    return Created(name, Arn=f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:{name}")


@model("AWS::SES::ConfigurationSet", "Name")
def configuration_set(properties, name):
    client("sesv2").create_configuration_set(ConfigurationSetName=name, **properties)
    return Created(name)


@model("AWS::SES::EmailIdentity")
def email_identity(properties, _name):
    identity = properties.pop("EmailIdentity")
    configuration = properties.pop("ConfigurationSetAttributes")
    client("sesv2").create_email_identity(EmailIdentity=identity, **configuration, **properties)
    records = {f"DkimDNSToken{part}{n}": f"{n}.example" for part in ("Name", "Value") for n in (1, 2, 3)}
    return Created(identity, **records)


@model("AWS::SES::ConfigurationSetEventDestination")
def event_destination(properties, name):
    destination = properties["EventDestination"]
    destination["SNSDestination"] = destination.pop("SnsDestination")
    # The older API, which moto has this of, writes them small.
    destination["MatchingEventTypes"] = [each.lower() for each in destination["MatchingEventTypes"]]
    client("ses").create_configuration_set_event_destination(**properties)
    return Created(name)


# ---- API and distribution


@model("AWS::ApiGateway::RestApi", "Name")
def rest_api(properties, name):
    gateway = client("apigateway")
    made = gateway.create_rest_api(name=name, endpointConfiguration=camel(properties["EndpointConfiguration"]))
    # moto takes a method by its name, also this one, which stands for all.
    body = json.dumps(properties["Body"]).replace("x-amazon-apigateway-any-method", "any")
    gateway.put_rest_api(restApiId=made["id"], mode="overwrite", body=body.encode())
    return Created(made["id"], RootResourceId=made["rootResourceId"])


@model("AWS::ApiGateway::Deployment")
def deployment(properties, _name):
    made = client("apigateway").create_deployment(
        restApiId=properties["RestApiId"], description=properties["Description"]
    )
    return Created(made["id"])


@model("AWS::ApiGateway::Stage", "StageName")
def stage(properties, name):
    gateway = client("apigateway")
    api = properties["RestApiId"]
    gateway.create_stage(
        restApiId=api,
        stageName=name,
        deploymentId=properties["DeploymentId"],
        tracingEnabled=properties["TracingEnabled"],
        variables=properties.get("Variables", {}),
    )
    log = properties["AccessLogSetting"]
    changes = [("/accessLogSettings/destinationArn", log["DestinationArn"]), ("/accessLogSettings/format", log["Format"])]
    paths = {
        "MetricsEnabled": "metrics/enabled",
        "DataTraceEnabled": "logging/dataTrace",
        "LoggingLevel": "logging/loglevel",
        "ThrottlingRateLimit": "throttling/rateLimit",
        "ThrottlingBurstLimit": "throttling/burstLimit",
    }
    for settings in properties["MethodSettings"]:
        where = "/*" if settings["ResourcePath"] == "/*" else settings["ResourcePath"].replace("/", "~1")
        where = "/*/*" if where == "/*" else f"/{where}/{settings['HttpMethod']}"
        for key, path in paths.items():
            value = settings[key]
            changes.append((f"{where}/{path}", str(value).lower() if isinstance(value, bool) else str(value)))
    operations = [{"op": "replace", "path": path, "value": value} for path, value in changes]
    gateway.update_stage(restApiId=api, stageName=name, patchOperations=operations)
    return Created(name)


@model("AWS::ApiGateway::Account")
def api_account(properties, name):
    role = {"op": "replace", "path": "/cloudwatchRoleArn", "value": properties["CloudWatchRoleArn"]}
    client("apigateway").update_account(patchOperations=[role])
    return Created(name)


@model("AWS::CloudFront::OriginAccessControl")
def origin_access_control(properties, _name):
    made = client("cloudfront").create_origin_access_control(**properties)
    return Created(made["OriginAccessControl"]["Id"], Id=made["OriginAccessControl"]["Id"])


@model("AWS::CloudFront::Function", "Name")
def edge_function(properties, name):
    cloudfront = client("cloudfront")
    code = properties["FunctionCode"].encode()
    made = cloudfront.create_function(Name=name, FunctionConfig=properties["FunctionConfig"], FunctionCode=code)
    arn = made["FunctionSummary"]["FunctionMetadata"]["FunctionARN"]
    return Created(arn, **{"FunctionMetadata.FunctionARN": arn, "FunctionARN": arn})


def counted(value):
    """CloudFront's own API wants the length of each list beside it."""
    if isinstance(value, dict):
        return {key: counted(each) for key, each in value.items()}
    if isinstance(value, list):
        return {"Quantity": len(value), "Items": [counted(each) for each in value]}
    return value




@model("AWS::CloudFront::Distribution")
def distribution(properties, name):
    config = properties["DistributionConfig"]
    for origin in config["Origins"]:
        origin["CustomHeaders"] = origin.pop("OriginCustomHeaders", [])
        custom = origin.get("CustomOriginConfig")
        if custom is not None:
            custom |= {"HTTPPort": 80, "HTTPSPort": 443, "OriginSslProtocols": custom.pop("OriginSSLProtocols")}
    viewer = config["ViewerCertificate"]
    viewer["ACMCertificateArn"] = viewer.pop("AcmCertificateArn")
    viewer["SSLSupportMethod"] = viewer.pop("SslSupportMethod")
    config["IsIPV6Enabled"] = config.pop("IPV6Enabled")
    made = client("cloudfront").create_distribution(DistributionConfig={"CallerReference": name, **counted(config)})
    return Created(made["Distribution"]["Id"], DomainName=made["Distribution"]["DomainName"])


# ---- Sign-in


@model("AWS::Cognito::UserPool", "UserPoolName")
def user_pool(properties, name):
    cognito = client("cognito-idp")
    properties.pop("UserPoolName", None)
    mfas = properties.pop("EnabledMfas")
    made = cognito.create_user_pool(PoolName=name, **properties)["UserPool"]
    assert mfas == ["SOFTWARE_TOKEN_MFA"]
    cognito.set_user_pool_mfa_config(
        UserPoolId=made["Id"],
        SoftwareTokenMfaConfiguration={"Enabled": True},
        MfaConfiguration=properties["MfaConfiguration"],
    )
    return Created(made["Id"], Arn=made["Arn"])


@model("AWS::Cognito::UserPoolDomain")
def user_pool_domain(properties, _name):
    client("cognito-idp").create_user_pool_domain(**properties)
    return Created(properties["Domain"])


@model("AWS::Cognito::UserPoolClient")
def user_pool_client(properties, _name):
    made = client("cognito-idp").create_user_pool_client(**properties)
    return Created(made["UserPoolClient"]["ClientId"])


@model("AWS::Cognito::UserPoolGroup")
def user_pool_group(properties, _name):
    client("cognito-idp").create_group(**properties)
    return Created(properties["GroupName"])


@model("AWS::Cognito::UserPoolResourceServer")
def resource_server(properties, _name):
    client("cognito-idp").create_resource_server(**properties)
    return Created(properties["Identifier"])


# ---- What cannot be created

#: Types that nothing is created of, and why. Where others refer to one, an id is made up.
NOT_CREATED = {
    "AWS::CloudFront::ResponseHeadersPolicy": "moto has no response headers policies",
    "Custom::FirstData": "its function would have to run, for which moto needs Docker; it is run elsewhere",
}


@model("AWS::CloudFront::ResponseHeadersPolicy")
def _named_only(_properties, name):
    return Created(name)
