import type { Scope } from './scope.ts'

/** What is asked of one organization's index: a permission (`MANAGE`, `deployments.get`) on something in it. */
export interface Question {
  readonly permission: string
  readonly scope: Scope
}
