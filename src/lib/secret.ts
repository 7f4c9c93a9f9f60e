/** What stands in a secret's place wherever it is printed. */
export const MASK = '****'

/**
 * A secret text. Only `reveal` gives it; printed, inspected, joined to a text or serialised it is `****`, so that no log
 * line or message can carry it by accident.
 */
export class Secret {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  /** The secret itself; call it where it is used, and keep the answer nowhere. */
  reveal(): string {
    return this.#text
  }

  toString(): string {
    return MASK
  }

  toJSON(): string {
    return MASK
  }

  [Symbol.toPrimitive](): string {
    return MASK
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return MASK
  }
}
