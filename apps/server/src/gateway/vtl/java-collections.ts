type Methods<T> = Readonly<Record<string, (self: T, ...args: unknown[]) => unknown>>;

/** The methods of Java's List that templates may call. */
export const listMethods: Methods<unknown[]> = {
  add: (self, value) => self.push(value) > 0,
  contains: (self, value) => self.includes(value),
  get: (self, index) => self[Number(index)],
  isEmpty: (self) => self.length === 0,
  size: (self) => self.length,
};

/** The methods of Java's Map that templates may call. */
export const mapMethods: Methods<Record<string, unknown>> = {
  containsKey: (self, key) => Object.hasOwn(self, String(key)),
  entrySet: (self) => Object.entries(self).map(([key, value]) => ({ key, value })),
  get: (self, key) => (Object.hasOwn(self, String(key)) ? self[String(key)] : undefined),
  isEmpty: (self) => Object.keys(self).length === 0,
  keySet: (self) => Object.keys(self),
  size: (self) => Object.keys(self).length,
  values: (self) => Object.values(self),
};
