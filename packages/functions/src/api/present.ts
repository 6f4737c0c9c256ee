type MayLack<T> = { [K in keyof T]: undefined extends T[K] ? K : never }[keyof T];

/** An object whose properties are there with a value or not there at all. */
export type Present<T> = Omit<T, MayLack<T>> & { [K in MayLack<T>]?: Exclude<T[K], undefined> };

/** Leaves out properties that are undefined: in answers what is optional is absent. */
export function present<T extends object>(object: T): Present<T> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Present<T>;
}
