/**
 * How words of one meaning look on a terminal. Each function returns its text in that dress, or as it was where there is
 * no colour. Colour only repeats what the words and symbols say (experience §1.5).
 */
export interface Style {
  error(text: string): string
  warning(text: string): string
  added(text: string): string
  removed(text: string): string
  changed(text: string): string
  dim(text: string): string
  bold(text: string): string
  heading(text: string): string
}

const same = (text: string): string => text

/** The style of files, pipes and everybody who asked for no colour: text stays as it is. */
export const plainStyle: Style = {
  error: same,
  warning: same,
  added: same,
  removed: same,
  changed: same,
  dim: same,
  bold: same,
  heading: same,
}
