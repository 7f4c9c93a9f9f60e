/** `removalBudget`, `Removal budget` and `CSP directive` as a type's name: `RemovalBudget`, `CspDirective`. */
export function pascal(text: string): string {
  return text
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase())
    .join('')
}
