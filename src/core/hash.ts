/**
 * A one-way hash of a text (its UTF-8 bytes) as lower-case hexadecimal digits. Pure rooms are handed one: SHA-256 of Node, or
 * another that is as hard to turn round. It answers at once, so that a chain of entries is plain arithmetic; browsers' own
 * (Web Crypto) only promises, and needs a synchronous one in its place.
 */
export type Hash = (text: string) => string;
