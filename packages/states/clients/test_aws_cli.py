"""The AWS CLI, as people at a shell use it: by an environment variable and by an option."""

import json
import os
import subprocess
import sys
import time

import pytest
from conftest import ROLE, ask_machine, pass_machine

AWS = os.path.join(os.path.dirname(sys.executable), "aws")


@pytest.fixture(scope="module")
def aws(engine, tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "y",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL_SFN": engine.endpoint,
        "AWS_MAX_ATTEMPTS": "1",
    }

    def run(*arguments, env=env):
        return subprocess.run([AWS, "stepfunctions", *arguments], env=env, capture_output=True, text=True, timeout=120)

    def ask(*arguments):
        done = run(*arguments)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout) if done.stdout else None

    ask.run = run
    ask.env = env
    return ask


def test_creates_starts_describes_and_reads_the_history(aws):
    made = aws("create-state-machine", "--name", "cli", "--definition", pass_machine(), "--role-arn", ROLE)
    arn = made["stateMachineArn"]
    started = aws("start-execution", "--state-machine-arn", arn, "--name", "e", "--input", '{"a": 1}')
    described = aws("describe-execution", "--execution-arn", started["executionArn"])
    assert (described["status"], described["output"]) == ("SUCCEEDED", '{"a": 1}')
    history = aws("get-execution-history", "--execution-arn", started["executionArn"])
    assert [event["type"] for event in history["events"]] == [
        "ExecutionStarted",
        "PassStateEntered",
        "PassStateExited",
        "ExecutionSucceeded",
    ]


def test_pages_by_itself(aws):
    made = aws("create-state-machine", "--name", "pages", "--definition", pass_machine(), "--role-arn", ROLE)
    for number in range(5):
        aws("start-execution", "--state-machine-arn", made["stateMachineArn"], "--name", f"e{number}")
    listed = aws("list-executions", "--state-machine-arn", made["stateMachineArn"], "--page-size", "2")
    assert [each["name"] for each in listed["executions"]] == ["e4", "e3", "e2", "e1", "e0"]
    some = aws("list-executions", "--state-machine-arn", made["stateMachineArn"], "--max-items", "3")
    assert len(some["executions"]) == 3 and some["NextToken"]


def test_calls_back_stops_and_redrives(aws, engine):
    made = aws("create-state-machine", "--name", "ask", "--definition", ask_machine(), "--role-arn", ROLE)
    arn = made["stateMachineArn"]
    answered = aws("start-execution", "--state-machine-arn", arn, "--name", "answered")["executionArn"]
    token = engine.token_of("answered")
    aws("send-task-heartbeat", "--task-token", token)
    aws("send-task-success", "--task-token", token, "--task-output", '"yes"')
    assert aws("describe-execution", "--execution-arn", answered)["output"] == '"yes"'
    refused = aws("start-execution", "--state-machine-arn", arn, "--name", "refused")["executionArn"]
    aws("send-task-failure", "--task-token", engine.token_of("refused"), "--error", "No", "--cause", "because")
    assert aws("describe-execution", "--execution-arn", refused)["error"] == "No"
    stopped = aws("start-execution", "--state-machine-arn", arn, "--name", "stopped")["executionArn"]
    first = engine.token_of("stopped")
    aws("stop-execution", "--execution-arn", stopped, "--cause", "enough")
    aws("redrive-execution", "--execution-arn", stopped)
    deadline = time.monotonic() + 30
    while engine.token_of("stopped") == first:
        assert time.monotonic() < deadline, "no new token"
        time.sleep(0.01)
    aws("send-task-success", "--task-token", engine.token_of("stopped"), "--task-output", "1")
    described = aws("describe-execution", "--execution-arn", stopped)
    assert (described["status"], described["redriveCount"]) == ("SUCCEEDED", 1)


def test_says_what_was_refused_and_ends_with_an_error(aws):
    arn = "arn:aws:states:us-east-1:123456789012:execution:cli:nobody"
    refused = aws.run("describe-execution", "--execution-arn", arn)
    assert refused.returncode not in (0, None)
    assert "(ExecutionDoesNotExist) when calling the DescribeExecution operation" in refused.stderr
    late = aws.run("send-task-success", "--task-token", "AAAA", "--task-output", "1")
    assert "(InvalidToken) when calling the SendTaskSuccess operation" in late.stderr


def test_takes_the_endpoint_as_an_option(aws, engine):
    env = {name: value for name, value in aws.env.items() if name != "AWS_ENDPOINT_URL_SFN"}
    listed = aws.run("list-state-machines", "--endpoint-url", engine.endpoint, env=env)
    assert listed.returncode == 0, listed.stderr
    assert isinstance(json.loads(listed.stdout)["stateMachines"], list)


def test_validates_a_definition(aws):
    bad = aws("validate-state-machine-definition", "--definition", '{"StartAt": "A", "States": {}}')
    assert bad["result"] == "FAIL" and bad["diagnostics"]
