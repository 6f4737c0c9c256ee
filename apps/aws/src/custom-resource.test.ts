import { expect, it } from 'vitest';
import { AnswerRefused, customResource, UnknownRequest } from './custom-resource.ts';

const request = (RequestType: string) => ({
  RequestType,
  ResponseURL: 'https://cloudformation.example/answer',
  StackId: 'stack',
  RequestId: 'request',
  LogicalResourceId: 'FirstData',
  ResourceProperties: {},
});
function answering(status = 200) {
  const answers: { url: string; body: Record<string, unknown> }[] = [];
  const put = async (url: string, body: string) => {
    answers.push({ url, body: JSON.parse(body) as Record<string, unknown> });
    return { ok: status < 400, status };
  };
  return { answers, put };
}

it.each(['Create', 'Update'])('works and says so at %s', async (type) => {
  let worked = 0;
  const { answers, put } = answering();
  const work = async () => {
    worked += 1;
  };
  await customResource('first-data', work, put)(request(type));
  expect(worked).toBe(1);
  expect(answers).toEqual([
    {
      url: 'https://cloudformation.example/answer',
      body: {
        Status: 'SUCCESS',
        PhysicalResourceId: 'first-data',
        StackId: 'stack',
        RequestId: 'request',
        LogicalResourceId: 'FirstData',
      },
    },
  ]);
});

it('leaves the data alone at Delete', async () => {
  const { answers, put } = answering();
  const fails = async () => {
    throw new TypeError('must not work');
  };
  await customResource('first-data', fails, put)(request('Delete'));
  expect(answers[0]?.body).toMatchObject({ Status: 'SUCCESS' });
});

it('tells CloudFormation why it failed, so that the deployment is rolled back at once', async () => {
  const { answers, put } = answering();
  const fails = async () => {
    throw new TypeError('no table');
  };
  await customResource('first-data', fails, put)(request('Create'));
  expect(answers[0]?.body).toMatchObject({ Status: 'FAILED', Reason: 'TypeError: no table' });
});

it('fails where nobody can be told', async () => {
  const works = async () => undefined;
  await expect(customResource('x', works, answering(403).put)(request('Create'))).rejects.toThrow(AnswerRefused);
  await expect(customResource('x', works, answering().put)({})).rejects.toThrow(UnknownRequest);
});
