/** Where the declarations are read from unless an option says otherwise (`withSource`). */
export const SOURCE_DEFAULTS = { revision: 'HEAD', path: '.', source: 'local' } as const
