import { type Scope, scopeText } from './scope.ts'

/** What is asked of one organization's index: a permission (`MANAGE`, `deployments.get`) on something in it. */
export interface Question {
  readonly permission: string
  readonly scope: Scope
}

/** A question as one text, by which the organization comes first: ` MANAGE`, `workspace/lab deployments.get`. */
export function questionText({ permission, scope }: Question): string {
  return `${scope.type === 'organization' ? '' : scopeText(scope)} ${permission}`
}
