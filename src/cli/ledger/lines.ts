import type { Change } from '../../model/change.ts'
import { changeLines, type Line } from '../../plan/render/change.ts'
import { followsRename } from '../../plan/render/counts.ts'
import type { Style } from '../../plan/render/style.ts'
import { dressed } from '../../plan/render/text.ts'

/** How changes of the past are shown: in colour or not, at most so many, long values cut or not. */
export interface Telling {
  readonly style: Style
  readonly full: boolean
  readonly most: number
}

/** Changes that were made, as a plan shows them but in the past tense; what only followed a rename is counted. */
export function changesText(changes: readonly Change[], { style, full, most }: Telling): string {
  const told = changes.filter((change) => !followsRename(change))
  const shown = full ? told : told.slice(0, most)
  const lines = shown.flatMap((change) => changeLines(change, '', { full }).map(inThePast))
  const following = changes.length - told.length
  const notes: Line[] = []
  if (shown.length < told.length) notes.push(note(`… and ${told.length - shown.length} more (--full lists them)`))
  if (following > 0) notes.push(note(`${following} ${following === 1 ? 'change' : 'changes'} only followed a rename`))
  return dressed([...lines, ...notes], style)
}

/** A heading ends with what will happen; a name before it holds no blanks, so the words stand there only once. */
function inThePast(line: Line): Line {
  return line.place === undefined ? line : { ...line, text: line.text.replace(/ will be (\w+)/, ' was $1') }
}

function note(text: string): Line {
  return { indent: 2, sign: '', text, tone: 'plain' }
}
