/**
 * A problem of so many columns wants memory in one piece, which the last one leaves scattered; and changed in millions of places it
 * would run out of it. ASSUMED
 */
export const LARGE = 300_000;
