import { seededRandom } from '@resit/integrity/exam/seeded-random';

/** Everybody and everything in the demonstration is made up, from lists and a seed. */

const given = [
  'Amira',
  'Ben',
  'Chloe',
  'Dev',
  'Elif',
  'Finn',
  'Grace',
  'Hiro',
  'Ines',
  'Jack',
  'Kaia',
  'Liam',
  'Mei',
  'Noah',
  'Olu',
  'Priya',
  'Quinn',
  'Rosa',
  'Seán',
  'Tala',
  'Uma',
  'Viktor',
  'Wren',
  'Xin',
  'Yusuf',
  'Zoë',
];
const family = [
  "O'Brien",
  'Nguyen',
  'Smith',
  'Łukasik',
  'García',
  'Müller',
  'Okafor',
  'Tanaka',
  'Singh',
  'Brown',
  'Haddad',
  'Ivanova',
  'Kaur',
  'Lee',
  'Martin',
  'Novák',
  'Papadopoulos',
  'Rossi',
  'Silva',
  'Taylor',
  'Wang',
  'Young',
  '李',
  'Østergaard',
  "D'Souza",
];
const faculties = ['Arts', 'Business', 'Education', 'Engineering', 'Law', 'Medicine and Health', 'Science'];
const units = [
  'HIST1001',
  'MGMT2102',
  'EDUC1305',
  'ENGG1300',
  'LAWS1111',
  'HLTH2003',
  'BIOL1020',
  'CSSE2310',
  'PHIL1110',
  'ECON1050',
];
const works = [
  'Essay on the sources of the gold rush',
  'Reflective journal, week 6',
  'Laboratory report 3',
  'Case study: a start-up that failed',
  'Annotated bibliography',
  'Literature review, first draft',
  'Policy brief on housing',
  'Group report, final version',
];
const found = [
  'Three paragraphs are from a web page that is not in the reference list.',
  'Large parts are the same as an essay handed in last year.',
  'Sentences are taken over with single words exchanged; the source is cited once, at the end.',
  'Figures and their captions come from an article without credit.',
  'The method section is word for word that of another student of the same group.',
];

export type Temper = 'ready' | 'learning' | 'struggling' | 'absent';

/** A made-up student, and how they go about their exams. */
export interface DemoStudent {
  studentNumber: string;
  name: string;
  email: string;
  faculty: string;
  temper: Temper;
  /** Days from the invitation to sitting the exam. */
  delayDays: number;
  /** What they ask the office for before they sit, if anything. */
  asks: 'more-time' | 'mistake' | undefined;
}

export function demoStudent(number: number): DemoStudent {
  const random = seededRandom(`student ${number}`);
  const pick = <T>(list: readonly T[]): T => list[random(list.length)] as T;
  const studentNumber = `s${4_200_000 + number}`;
  const chance = random(100);
  const wish = random(100);
  return {
    studentNumber,
    name: `${pick(given)} ${pick(family)}`,
    email: `${studentNumber}@student.example.edu`,
    faculty: pick(faculties),
    temper: chance < 55 ? 'ready' : chance < 80 ? 'learning' : chance < 92 ? 'struggling' : 'absent',
    delayDays: random(3) === 0 ? 0 : random(60) / 10,
    asks: wish < 8 ? 'more-time' : wish < 11 ? 'mistake' : undefined,
  };
}

/** The number behind a student number of the demonstration. */
export const numberOf = (studentNumber: string): number => Number(studentNumber.slice(1)) - 4_200_000;

/** Of twenty questions, so many does a student know at an attempt (from 1). */
export function knownAt({ temper }: DemoStudent, attempt: number, seed: string): number {
  const luck = seededRandom(seed)(4);
  if (temper === 'ready') return 15 + luck;
  if (temper === 'learning') return 9 + attempt * 3 + luck;
  return 6 + attempt + luck;
}

/** A report on a piece of work by this student, as the form would send it. */
export function demoReport(number: number, today: string, withFinding: boolean) {
  const random = seededRandom(`report ${number}`);
  const pick = <T>(list: readonly T[]): T => list[random(list.length)] as T;
  const { studentNumber, name, email, faculty } = demoStudent(number);
  return {
    student: { studentNumber, name, email, faculty },
    work: { title: pick(works), unit: pick(units), submittedOn: today },
    ...(withFinding ? { finding: { reference: `AI/${today.slice(0, 4)}/${1000 + number}`, foundOn: today } } : {}),
    description: pick(found),
  };
}

/** Steps that differ from incident to incident, the same at every start. */
export const lotOf = (id: string, what: string, bound: number): number => seededRandom(`${what} ${id}`)(bound);
