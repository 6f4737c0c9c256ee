import { describe, expect, test } from 'vitest';
import { type Action, menuOf, waitedFor } from './catalogue.ts';

const allow = (...names: Action['name'][]): Action[] => names.map((name) => ({ name }));

describe('menuOf', () => {
  test('groups what the server allows, in the menu’s order whatever the server’s', () => {
    const menu = menuOf(allow('withdraw', 'extend-deadline', 'excuse', 'adjust', 'decide'));
    expect(menu.map(({ title, items }) => [title, items.map(({ name }) => name)])).toEqual([
      ['Exam', ['extend-deadline', 'adjust', 'excuse']],
      ['Incident', ['decide', 'withdraw']],
    ]);
  });

  test('leaves out notes and actions that it does not know', () => {
    expect(menuOf([...allow('notes'), { name: 'teleport' } as unknown as Action])).toEqual([]);
  });

  test('calls what begins a new run after the end by what it does then', () => {
    expect(menuOf(allow('resume'))[0]?.items[0]?.label).toBe('Resume workflow');
    expect(menuOf(allow('resume'), true)[0]?.items[0]?.label).toBe('Open again');
  });

  test('is empty when nothing is allowed', () => {
    expect(menuOf([])).toEqual([]);
  });
});

describe('waitedFor', () => {
  test('finds what the incident waits for among everything that is allowed', () => {
    expect(waitedFor(allow('withdraw', 'decide'))).toBe('decide');
    expect(waitedFor(allow('extend-deadline', 'answer-request'))).toBe('answer-request');
  });

  test('is nothing while the process goes on by itself', () => {
    expect(waitedFor(allow('withdraw', 'extend-deadline', 'notes', 'resume'))).toBeUndefined();
  });
});
