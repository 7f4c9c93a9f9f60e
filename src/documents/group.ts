/** Items in groups, in order: each group as large as fits `most`, and at least one item. */
export function groupsOf<T>(items: readonly T[], most: number, size: (item: T) => number): T[][] {
  const groups: T[][] = []
  let room = 0
  for (const item of items) {
    const last = groups[groups.length - 1]
    if (last === undefined || room < size(item)) {
      groups.push([item])
      room = most - size(item)
    } else {
      last.push(item)
      room -= size(item)
    }
  }
  return groups
}
