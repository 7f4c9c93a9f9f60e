import { nearest, visible } from '../lib/text.ts'

/** That there is nothing of a name, with what may be meant; `undefined` where no name is given, or it is known. */
export function unknownText(
  what: string,
  name: string | undefined,
  known: () => readonly string[],
): string | undefined {
  const all = name === undefined ? [] : known()
  if (name === undefined || all.includes(name)) return undefined
  const meant = nearest(name, all)
  return `there is no ${what} \`${visible(name)}\`${meant === undefined ? '' : `, did you mean \`${meant}\`?`}`
}
