/** What workspaces may be (model §2 Workspace). */
export const WORKSPACE_TYPES = ['workspace', 'project', 'environment', 'repository'] as const
