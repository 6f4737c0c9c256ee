"""A `states serve` of its own for every test module, with a function behind it that keeps the tokens it is handed."""

import json
import os
import pathlib
import re
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

COMMAND = pathlib.Path(__file__).resolve().parent.parent / "src" / "command.ts"
ROLE = "arn:aws:iam::123456789012:role/r"


class Engine:
    def __init__(self, endpoint, tokens):
        self.endpoint = endpoint
        self.tokens = tokens

    def token_of(self, name):
        """The token that the function was handed for an execution; the engine calls it a moment after the start."""
        deadline = time.monotonic() + 30
        while name not in self.tokens:
            assert time.monotonic() < deadline, f"no token for {name}"
            time.sleep(0.01)
        return self.tokens[name]


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    tokens = {}

    class Function(BaseHTTPRequestHandler):
        def do_POST(self):
            payload = json.loads(self.rfile.read(int(self.headers["content-length"])))
            if "token" in payload:
                tokens[payload["name"]] = payload["token"]
            answer = json.dumps({"seen": payload.get("n")}).encode()
            if payload.get("n") == "fail":
                answer = json.dumps({"errorType": "Broken", "errorMessage": "for good"}).encode()
            self.send_response(200)
            if payload.get("n") == "fail":
                self.send_header("X-Amz-Function-Error", "Unhandled")
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_):
            pass

    functions = ThreadingHTTPServer(("127.0.0.1", 0), Function)
    threading.Thread(target=functions.serve_forever, daemon=True).start()
    env = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    env.update(
        LAMBDA_ENDPOINT=f"http://127.0.0.1:{functions.server_port}", AWS_ACCOUNT_ID="123456789012", AWS_REGION="us-east-1"
    )
    data = tmp_path_factory.mktemp("states")
    child = subprocess.Popen(
        ["node", str(COMMAND), "serve", "--port", "0", "--data", str(data)], env=env, stdout=subprocess.PIPE, text=True
    )
    ready = child.stdout.readline()
    try:
        yield Engine(re.search(r"http:\S+", ready).group(0), tokens)
    finally:
        child.terminate()
        code = child.wait(timeout=30)
        functions.shutdown()
    assert code == 0, "the engine did not end as it should"


def pass_machine():
    return json.dumps({"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}})


def ask_machine(**more):
    ask = {
        "Type": "Task",
        "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
        "Parameters": {
            "FunctionName": "ask",
            "Payload": {"token.$": "$$.Task.Token", "name.$": "$$.Execution.Name"},
        },
        "TimeoutSeconds": 3600,
        "HeartbeatSeconds": 600,
        "End": True,
        **more,
    }
    return json.dumps({"StartAt": "Before", "States": {"Before": {"Type": "Pass", "Next": "Ask"}, "Ask": ask}})


def call_machine():
    call = {
        "Type": "Task",
        "Resource": "arn:aws:states:::lambda:invoke",
        "Parameters": {"FunctionName": "call", "Payload.$": "$"},
        "OutputPath": "$.Payload",
        "End": True,
    }
    return json.dumps({"StartAt": "Call", "States": {"Call": call}})
