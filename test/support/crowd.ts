/** The text of an organization with so many users, `u0` its admin. */
export function organization(name: string, users: number): string {
  const people = Array.from({ length: users }, (_, index) => {
    return `    - {name: u${index}, email: u${index}@${name}.example${index === 0 ? ', admin: true' : ''}}\n`
  })
  return `apiVersion: charter.sh/v1alpha1\nkind: Organization\nmetadata: {name: ${name}}\nspec:\n  displayName: ${name}\n  users:\n${people.join('')}`
}
