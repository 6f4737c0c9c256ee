"""boto3, as programs in Python use it."""

import json
import time
from datetime import datetime

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ParamValidationError
from conftest import ROLE, ask_machine, call_machine, pass_machine


@pytest.fixture(scope="module")
def sfn(engine):
    return boto3.client(
        "stepfunctions",
        endpoint_url=engine.endpoint,
        region_name="us-east-1",
        aws_access_key_id="x",
        aws_secret_access_key="y",
        config=Config(retries={"max_attempts": 1}),
    )


@pytest.fixture(scope="module")
def machine(sfn):
    def create(name, definition, **more):
        return sfn.create_state_machine(name=name, definition=definition, roleArn=ROLE, **more)["stateMachineArn"]

    return create


def ended(sfn, arn):
    deadline = time.monotonic() + 30
    while True:
        described = sfn.describe_execution(executionArn=arn)
        if described["status"] != "RUNNING":
            return described
        assert time.monotonic() < deadline, "it does not end"
        time.sleep(0.01)


def test_creates_describes_updates_and_lists_a_machine(sfn, machine):
    arn = machine("made", pass_machine(), tags=[{"key": "a", "value": "b"}])
    assert arn == "arn:aws:states:us-east-1:123456789012:stateMachine:made"
    described = sfn.describe_state_machine(stateMachineArn=arn)
    assert described["status"] == "ACTIVE" and described["type"] == "STANDARD"
    assert json.loads(described["definition"])["StartAt"] == "A"
    assert isinstance(described["creationDate"], datetime)
    assert machine("made", pass_machine(), tags=[{"key": "a", "value": "b"}]) == arn
    updated = sfn.update_state_machine(stateMachineArn=arn, definition=call_machine())
    assert isinstance(updated["updateDate"], datetime) and updated["revisionId"]
    assert arn in [each["stateMachineArn"] for each in sfn.list_state_machines()["stateMachines"]]
    with pytest.raises(sfn.exceptions.StateMachineAlreadyExists):
        machine("made", ask_machine())


def test_starts_and_describes_an_execution_and_reads_its_history(sfn, machine):
    arn = machine("called", call_machine())
    started = sfn.start_execution(stateMachineArn=arn, name="first", input='{"n": 5}')
    assert isinstance(started["startDate"], datetime)
    described = ended(sfn, started["executionArn"])
    assert described["status"] == "SUCCEEDED" and json.loads(described["output"]) == {"seen": 5}
    assert described["input"] == '{"n": 5}' and described["stopDate"] >= described["startDate"]
    history = sfn.get_execution_history(executionArn=started["executionArn"])["events"]
    assert [event["type"] for event in history] == [
        "ExecutionStarted",
        "TaskStateEntered",
        "TaskScheduled",
        "TaskStarted",
        "TaskSucceeded",
        "TaskStateExited",
        "ExecutionSucceeded",
    ]
    assert [event["id"] for event in history] == [1, 2, 3, 4, 5, 6, 7]
    assert history[1]["stateEnteredEventDetails"]["name"] == "Call"
    backwards = sfn.get_execution_history(executionArn=started["executionArn"], reverseOrder=True, maxResults=1)
    assert backwards["events"][0]["type"] == "ExecutionSucceeded" and backwards["nextToken"]


def test_pages_through_histories_and_executions_with_its_paginators(sfn, machine):
    arn = machine("paged", pass_machine())
    names = {f"e{number}" for number in range(23)}
    for name in names:
        sfn.start_execution(stateMachineArn=arn, name=name)
    pages = list(sfn.get_paginator("list_executions").paginate(stateMachineArn=arn, PaginationConfig={"PageSize": 5}))
    assert len(pages) == 5
    assert {each["name"] for page in pages for each in page["executions"]} == names
    events = sfn.get_paginator("get_execution_history").paginate(
        executionArn=f"{arn.replace(':stateMachine:', ':execution:')}:e1", PaginationConfig={"PageSize": 2}
    )
    assert [event["id"] for page in events for event in page["events"]] == [1, 2, 3, 4]
    succeeded = sfn.list_executions(stateMachineArn=arn, statusFilter="SUCCEEDED", maxResults=1000)["executions"]
    assert len(succeeded) == 23
    with pytest.raises(sfn.exceptions.InvalidToken):
        sfn.list_executions(stateMachineArn=arn, nextToken="made up")


def test_calls_back_with_success_failure_and_heartbeat(sfn, engine, machine):
    arn = machine("asked", ask_machine())

    def start(name):
        return sfn.start_execution(stateMachineArn=arn, name=name)["executionArn"], engine.token_of(name)

    execution, token = start("yes")
    sfn.send_task_heartbeat(taskToken=token)
    sfn.send_task_success(taskToken=token, output='{"ok": true}')
    assert json.loads(ended(sfn, execution)["output"]) == {"ok": True}
    for again in (
        lambda: sfn.send_task_success(taskToken=token, output="1"),
        lambda: sfn.send_task_failure(taskToken=token),
        lambda: sfn.send_task_heartbeat(taskToken=token),
    ):
        with pytest.raises(sfn.exceptions.TaskTimedOut):
            again()
    execution, token = start("no")
    sfn.send_task_failure(taskToken=token, error="No", cause="because")
    described = ended(sfn, execution)
    assert (described["status"], described["error"], described["cause"]) == ("FAILED", "No", "because")
    with pytest.raises(sfn.exceptions.InvalidToken):
        sfn.send_task_success(taskToken="A" * 40, output="1")
    _, token = start("bad-output")
    with pytest.raises(sfn.exceptions.InvalidOutput):
        sfn.send_task_success(taskToken=token, output="{")


def test_stops_and_redrives(sfn, engine, machine):
    arn = machine("stopped", ask_machine())
    execution = sfn.start_execution(stateMachineArn=arn, name="e")["executionArn"]
    first = engine.token_of("e")
    stopped = sfn.stop_execution(executionArn=execution, error="E", cause="C")
    assert isinstance(stopped["stopDate"], datetime)
    described = sfn.describe_execution(executionArn=execution)
    assert (described["status"], described["redriveStatus"]) == ("ABORTED", "REDRIVABLE")
    with pytest.raises(sfn.exceptions.TaskTimedOut):
        sfn.send_task_success(taskToken=first, output="1")
    assert isinstance(sfn.redrive_execution(executionArn=execution)["redriveDate"], datetime)
    deadline = time.monotonic() + 30
    while engine.token_of("e") == first:
        assert time.monotonic() < deadline, "no new token"
        time.sleep(0.01)
    sfn.send_task_success(taskToken=engine.token_of("e"), output='"again"')
    described = ended(sfn, execution)
    assert (described["status"], described["output"], described["redriveCount"]) == ("SUCCEEDED", '"again"', 1)
    with pytest.raises(sfn.exceptions.ExecutionNotRedrivable):
        sfn.redrive_execution(executionArn=execution)


def test_works_as_an_activity_worker(sfn, machine):
    activity = sfn.create_activity(name="work")["activityArn"]
    definition = {"StartAt": "W", "States": {"W": {"Type": "Task", "Resource": activity, "End": True}}}
    arn = machine("worked", json.dumps(definition))
    execution = sfn.start_execution(stateMachineArn=arn, input='{"n": 1}')["executionArn"]
    task = sfn.get_activity_task(activityArn=activity, workerName="w")
    assert json.loads(task["input"]) == {"n": 1}
    sfn.send_task_success(taskToken=task["taskToken"], output="2")
    assert ended(sfn, execution)["output"] == "2"
    assert sfn.describe_activity(activityArn=activity)["name"] == "work"
    assert [each["name"] for each in sfn.list_activities()["activities"]] == ["work"]
    sfn.delete_activity(activityArn=activity)
    with pytest.raises(sfn.exceptions.ActivityDoesNotExist):
        sfn.describe_activity(activityArn=activity)


def test_publishes_versions_routes_aliases_and_tags(sfn, machine):
    arn = machine("published", pass_machine())
    version = sfn.publish_state_machine_version(stateMachineArn=arn, description="one")["stateMachineVersionArn"]
    assert version == f"{arn}:1"
    assert [each["stateMachineVersionArn"] for each in sfn.list_state_machine_versions(stateMachineArn=arn)["stateMachineVersions"]] == [version]
    alias = sfn.create_state_machine_alias(
        name="live", routingConfiguration=[{"stateMachineVersionArn": version, "weight": 100}]
    )["stateMachineAliasArn"]
    execution = sfn.start_execution(stateMachineArn=alias)["executionArn"]
    described = ended(sfn, execution)
    assert (described["stateMachineVersionArn"], described["stateMachineAliasArn"]) == (version, alias)
    with pytest.raises(sfn.exceptions.ConflictException):
        sfn.delete_state_machine_version(stateMachineVersionArn=version)
    sfn.tag_resource(resourceArn=arn, tags=[{"key": "k", "value": "v"}, {"key": "l", "value": "w"}])
    sfn.untag_resource(resourceArn=arn, tagKeys=["l"])
    assert sfn.list_tags_for_resource(resourceArn=arn)["tags"] == [{"key": "k", "value": "v"}]
    with pytest.raises(sfn.exceptions.ResourceNotFound):
        sfn.list_tags_for_resource(resourceArn=arn + "x")


def test_validates_definitions(sfn):
    good = sfn.validate_state_machine_definition(definition=pass_machine())
    assert (good["result"], good["diagnostics"]) == ("OK", [])
    bad = sfn.validate_state_machine_definition(definition='{"StartAt": "B", "States": {"A": {"Type": "Pass", "End": true}}}')
    assert bad["result"] == "FAIL"
    assert all({"severity", "code", "message"} <= set(each) for each in bad["diagnostics"]) and bad["diagnostics"]


def test_gets_errors_by_their_modelled_names(sfn, machine):
    arn = machine("refused", pass_machine())
    sfn.start_execution(stateMachineArn=arn, name="once")
    nowhere = "arn:aws:states:us-east-1:123456789012:execution:refused:nobody"
    cases = [
        (sfn.exceptions.ExecutionDoesNotExist, lambda: sfn.describe_execution(executionArn=nowhere)),
        (sfn.exceptions.ExecutionDoesNotExist, lambda: sfn.get_execution_history(executionArn=nowhere)),
        (sfn.exceptions.ExecutionDoesNotExist, lambda: sfn.stop_execution(executionArn=nowhere)),
        (sfn.exceptions.StateMachineDoesNotExist, lambda: sfn.start_execution(stateMachineArn=arn + "x")),
        (sfn.exceptions.ExecutionAlreadyExists, lambda: sfn.start_execution(stateMachineArn=arn, name="once")),
        (sfn.exceptions.InvalidExecutionInput, lambda: sfn.start_execution(stateMachineArn=arn, input="{")),
        (sfn.exceptions.InvalidArn, lambda: sfn.describe_execution(executionArn="no arn")),
        (sfn.exceptions.InvalidName, lambda: sfn.start_execution(stateMachineArn=arn, name="a b")),
        (
            sfn.exceptions.InvalidDefinition,
            lambda: sfn.create_state_machine(name="x", definition="{}", roleArn=ROLE),
        ),
    ]
    for wanted, ask in cases:
        with pytest.raises(wanted) as caught:
            ask()
        answer = caught.value.response
        assert answer["Error"]["Code"] == wanted.__name__ and answer["Error"]["Message"]
        assert answer["ResponseMetadata"]["HTTPStatusCode"] == 400 and answer["ResponseMetadata"]["RequestId"]
    with pytest.raises(ClientError) as caught:
        sfn.start_execution(stateMachineArn=arn, name="x" * 81)
    assert caught.value.response["Error"]["Code"] == "ValidationException"
    with pytest.raises(ParamValidationError):
        sfn.start_execution()


def test_deletes_a_machine(sfn, machine):
    arn = machine("deleted", pass_machine())
    sfn.delete_state_machine(stateMachineArn=arn)
    deadline = time.monotonic() + 30
    with pytest.raises(sfn.exceptions.StateMachineDoesNotExist):
        while time.monotonic() < deadline:
            sfn.describe_state_machine(stateMachineArn=arn)
