// Whoever writes a handler imports LearnHooks and has what payloads are made of, too.
@_exported public import JSON
