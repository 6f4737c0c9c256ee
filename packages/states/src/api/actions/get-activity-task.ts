import { defineAction } from '../action.ts';
import { findActivity } from '../find-activity.ts';
import { required, text } from '../shape.ts';

/** A worker waits so long for a task before it is sent away with nothing. */
const POLL_MS = 60_000;

export const getActivityTask = defineAction({
  name: 'GetActivityTask',
  input: { activityArn: required(text({ min: 1, max: 256 })), workerName: text({ min: 1, max: 80 }) },
  async run(context, request) {
    const { engine } = context;
    const arn = engine.names.activity(findActivity(context, request.activityArn));
    const untilMs = engine.clock.nowMs() + POLL_MS;
    for (;;) {
      const key = await engine.activities.take(arn, Math.max(0, untilMs - engine.clock.nowMs()));
      if (!key) return {};
      // One that timed out or was stopped while it waited is passed over.
      const found = engine.executions.findTask(key);
      if (!found) continue;
      const { workerName } = request;
      const sent = await engine.executions.send(key.executionId, {
        kind: 'task-started',
        seq: key.seq,
        ...(workerName === undefined ? {} : { workerName }),
      });
      if (sent?.applied) return { taskToken: engine.tokens.issue(key), input: found.task.parameters };
    }
  },
});
