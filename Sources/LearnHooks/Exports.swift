// A handler imports only LearnHooks, and gets the types of JSON with it.
@_exported public import JSON
