import { type Case, caseOf, type Step } from '../cases.ts';

/** The day on which the office moves. */
export const MOVE_DAY = 5;
const ALL = 20;

type Plan = Omit<Partial<Case>, 'steps' | 'number'> & { steps?: Readonly<Record<number, readonly Step[]>> };

const fails: Step = { do: 'sit', known: 2 };
const begins: Step = { do: 'begin', known: 1 };
const passes: Step = { do: 'sit', known: ALL };
const lecturers = { reporter: 'lecturer' } as const;
const penalty: Step = { do: 'decide', decision: 'penalty' };
const granted: Step = { do: 'decide', decision: 'attempt-granted' };
const answer = (isGranted: boolean): Step => ({ do: 'answer', granted: isGranted, days: 2 });

/** One case for each stage in which a move may find an incident, whatever the generated ones happen to be in. */
const plans: readonly Plan[] = [
  // Reports that nobody has looked at.
  { ...lecturers, day: 3, steps: { 6: [{ do: 'confirm' }], 8: [passes] } },
  { ...lecturers, day: 3, steps: { 7: [{ do: 'refuse' }] } },
  { ...lecturers, day: 3, closing: { do: 'confirm' }, steps: { 8: [passes] } },
  // Exams that are open: sat later, or never.
  { steps: { 6: [passes] } },
  { day: 0 },
  { day: 1, steps: { 6: [{ do: 'look' }], 9: [fails] } },
  // Exams begun on the day: handed in after the move, before it and not called back yet, or left to their time limit.
  { steps: { 5: [begins, { do: 'save', known: 18 }] }, opening: { do: 'hand-in', known: 0 } },
  { steps: { 5: [begins], 7: [passes] }, opening: { do: 'hand-in', known: 0 } },
  { steps: { 5: [begins] }, closing: { do: 'hand-in', known: ALL } },
  { steps: { 5: [begins], 7: [passes] }, closing: { do: 'hand-in', known: 3 } },
  { steps: { 5: [begins, { do: 'save', known: 5 }], 8: [passes] } },
  // Later attempts.
  { steps: { 4: [fails], 7: [passes] } },
  { steps: { 3: [fails, fails], 6: [passes] } },
  { steps: { 3: [fails, fails], 5: [begins], 8: [penalty] }, closing: { do: 'hand-in', known: 0 } },
  // Decisions: waited for, made and not called back yet, and over.
  { steps: { 3: [fails, fails, fails], 7: [granted], 8: [passes] } },
  { straight: true, steps: { 7: [penalty] } },
  { straight: true, closing: { do: 'decide', decision: 'dismissed' } },
  { straight: true, closing: granted, steps: { 9: [passes] } },
  { straight: true, steps: { 3: [penalty] } },
  // Requests of students.
  { steps: { 4: [{ do: 'ask' }], 7: [answer(true)], 11: [passes] } },
  { steps: { 4: [{ do: 'mistake' }], 7: [answer(false)], 8: [passes] } },
  { steps: { 4: [{ do: 'ask' }], 9: [passes] }, closing: answer(true) },
  // Deadlines and limits that are not the policy's.
  { day: 0, steps: { 4: [{ do: 'extend', days: 3 }], 12: [passes] } },
  { day: 0, steps: { 4: [{ do: 'extend', days: 1 }] } },
  {
    steps: {
      4: [{ do: 'adjust', extraTimePercent: 50, breakMinutes: 10, extraDays: 2 }],
      5: [begins, { do: 'save', known: ALL }],
    },
    opening: { do: 'hand-in', known: ALL },
  },
  { steps: { 4: [{ do: 'excuse' }], 8: [passes] } },
  // Invitations that did not arrive.
  { unreachable: true, steps: { 6: [{ do: 'resend' }], 8: [passes] } },
  { steps: { 4: [{ do: 'mark-bounced' }], 7: [{ do: 'resend' }], 9: [passes] } },
  // What has ended, ends, or has stopped.
  { day: 0, steps: { 3: [passes] } },
  { day: 0, steps: { 3: [{ do: 'withdraw' }] } },
  { closing: { do: 'withdraw' } },
  { day: 1, steps: { 3: [{ do: 'stop' }], 7: [{ do: 'resume' }], 9: [passes] } },
];

/** The cases of a move: those of `plans`, then generated ones. */
export function movedCases(seed: number, count: number): Case[] {
  return Array.from({ length: count }, (_, index) => {
    const number = index + 1;
    const plan = plans[index];
    if (!plan) return caseOf(seed, number);
    const { steps = {}, ...given } = plan;
    return {
      number,
      day: 2,
      reporter: 'reporter',
      straight: false,
      unreachable: false,
      name: `Student ${number}`,
      ...given,
      steps: new Map(Object.entries(steps).map(([day, planned]) => [Number(day), planned])),
    };
  });
}

/** So many are needed for every stage to be there. */
export const MOVED_LEAST: number = plans.length;
