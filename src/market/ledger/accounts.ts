/**
 * Names of the exchange's own accounts. Each has a colon, so that none can be a participant (whose ids match
 * `^[a-z][a-z0-9-]*$`).
 */
const named = (what: string): ((of: string) => string) => {
  // The same text for the same name: built once, and looked up in maps without being hashed anew.
  const known = new Map<string, string>();
  return (of) => {
    let name = known.get(of);
    if (name === undefined) {
      name = `${what}:${of}`;
      known.set(of, name);
    }
    return name;
  };
};

/** Public grid or supplier behind a component; gets its bill. */
export const utilityAccount = named('utility');
/** Fees of a market's network. */
export const networkAccount = named('network');
/** What a market's network loses, and what is paid for it. */
export const lossesAccount = named('losses');
/** What scarce lines earn between two prices. */
export const congestionAccount = named('congestion');
/** What deviations pay and get. */
export const imbalanceAccount = named('imbalance');
/** What members of a community share after delivery; ends at 0 in quanta and in money. */
export const communityAccount = named('community');
/** Fixed and demand charge of a connection that all share. */
export const sharedAccount = named('shared');
/** Where money comes from and goes to that parties pay in and take out. */
export const BANK = 'bank:payments';

/** Whether an account is a participant's, none of the exchange's own. */
export const isParty = (account: string): boolean => !account.includes(':');
