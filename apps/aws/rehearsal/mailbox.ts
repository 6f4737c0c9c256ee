export interface Letter {
  subject: string;
  text: string;
}

const ARRIVES_MS_MAX = 180_000;

/** Where all mail arrives, by address. What begins with `nobody` is refused, in the same words by every door. */
export class Mailbox {
  readonly #letters = new Map<string, Letter[]>();
  readonly #waiting = new Set<() => void>();

  put(address: string, letter: Letter): void {
    const letters = this.#letters.get(address);
    if (letters) letters.push(letter);
    else this.#letters.set(address, [letter]);
    for (const look of [...this.#waiting]) look();
  }

  refusalOf(address: string): string | undefined {
    return address.startsWith('nobody') ? '550 5.1.1 No such mailbox at this address' : undefined;
  }

  /** Everything that has come so far, in a mailbox of its own. */
  copy(): Mailbox {
    const copy = new Mailbox();
    for (const [address, letters] of this.#letters) copy.#letters.set(address, [...letters]);
    return copy;
  }

  get addresses(): string[] {
    return [...this.#letters.keys()];
  }

  of(address: string): readonly Letter[] {
    return this.#letters.get(address) ?? [];
  }

  /** The first letter to an address, from the `from`th on, that fits; undefined if none came. */
  arrived(address: string, from: number, fits: (letter: Letter) => boolean): Promise<Letter | undefined> {
    return new Promise((resolve) => {
      const found = (letter: Letter | undefined): void => {
        this.#waiting.delete(look);
        clearTimeout(timer);
        resolve(letter);
      };
      const look = (): void => {
        const letter = this.of(address).slice(from).find(fits);
        if (letter) found(letter);
      };
      const timer = setTimeout(() => found(undefined), ARRIVES_MS_MAX);
      this.#waiting.add(look);
      look();
    });
  }
}
