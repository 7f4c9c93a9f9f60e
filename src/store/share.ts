/** Gives one text for all equal ones: the resources of a large state repeat namespaces, versions, places and times. */
export type Share = (text: string) => string

/** Begins with no text. */
export function createSharing(): Share {
  const texts = new Map<string, string>()
  return (text) => {
    const known = texts.get(text)
    if (known === undefined) texts.set(text, text)
    return known ?? text
  }
}
