import { localOf, type ZoneRules } from '../../core/zone.ts';

/** Days since 1970-01-01 of the local date on which a slot starts. Slots are cut on UTC; a local date only groups them. */
export const localDay = (zone: ZoneRules, slot_ms: number): number => localOf(zone, slot_ms).dayNumber;
