import type { Trouble } from '../../endpoint.ts'

/** What is wrong with a parameter, in Waldur's words. */
export function fieldError(name: string, detail: string): Trouble {
  return {
    type: 'problem',
    problem: { status: 400, title: 'Bad Request', errors: [{ pointer: `query/${name}`, detail }] },
  }
}

/** What is answered where Waldur asks for staff. */
export const FORBIDDEN: Trouble = {
  type: 'problem',
  problem: { status: 403, title: 'Forbidden', detail: 'You do not have permission to perform this action.' },
}
