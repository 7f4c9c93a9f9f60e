import { shortened, visible } from '../lib/text.ts'

const MOST_TEXT = 600

/**
 * What is held, and the command by which a person approves exactly that: an annotation where an organization is held, which has
 * an object that can carry it; else the command line.
 */
export function withApproval(message: string, organization: string | undefined, digest: string): string {
  return `${shortened(visible(message), MOST_TEXT)}${approvalOf(organization, digest)}`
}

/** The end of a message that says how what is held may be approved. */
export function approvalOf(organization: string | undefined, digest: string): string {
  const command =
    organization === undefined
      ? `charter approve ${digest}`
      : `kubectl annotate --overwrite organization ${visible(organization)} charter.sh/approve=${digest}`
  return `; to approve exactly that: ${command}`
}
