/** One generated file: its path from the project's root, with `/`, and its whole text. */
export interface Output {
  readonly path: string
  readonly text: string
}

/** What a generated file says about itself, without the marks of a comment. */
export const NOTICE = 'Made from schemas/ by `npm run generate`; do not edit.'
