/** The site as the twin tells it: what `GET /v1/site` answers. */
import type { Signal } from './values.ts';

export interface SiteSignal {
  readonly name: string;
  readonly unit: string;
  readonly role: 'port' | 'signal' | 'state' | 'meter';
  readonly sign: 'intoBus' | 'none';
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}
/** A port that is joined to a bus. */
export interface Relation {
  readonly port: string;
  /** That tells its flow. */
  readonly signal: string;
  readonly carrier: string;
  /** Seen from the component. */
  readonly flow: 'in' | 'out' | 'both';
  readonly bus: string;
}
export interface SiteComponent {
  readonly id: string;
  readonly kind: string;
  readonly role: 'fixed' | 'source' | 'converter' | 'store' | 'closer' | 'network';
  readonly label: string;
  readonly owner?: string | undefined;
  readonly signals: readonly SiteSignal[];
  /** Signals that a set point may name. */
  readonly setpoints: readonly string[];
  /** Inputs that an event may change. */
  readonly inputs: readonly string[];
  readonly meters?:
    | readonly { readonly signal: string; readonly from: 'live' | 'history'; readonly gaps: string }[]
    | undefined;
  readonly relations: readonly Relation[];
  /** Its parameters that are one number, word or yes and no. */
  readonly parameters?: Readonly<Record<string, number | string | boolean>> | undefined;
  /** Of a network: its nodes and what lies between them. */
  readonly map?: NetworkMap | undefined;
}
export interface MapNode {
  readonly id: string;
  /** Signals by which it is coloured. */
  readonly levels: readonly string[];
}
export interface MapEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly length_m?: number | undefined;
  readonly diameter_mm?: number | undefined;
  /** Signal of what flows to `to`. */
  readonly flow?: string | undefined;
  readonly levels: readonly string[];
}
export interface NetworkMap {
  readonly nodes: readonly MapNode[];
  readonly edges: readonly MapEdge[];
}
export interface Bus {
  readonly id: string;
  readonly label: string;
  readonly carrier: string;
}
export interface Site {
  readonly site: string;
  readonly label: string;
  readonly currency: string;
  /** IANA zone that times are told in. */
  readonly zone: string;
  readonly latitude_deg: number;
  readonly longitude_deg: number;
  readonly start_ms: number;
  readonly end_ms: number;
  readonly step_s: number;
  readonly buses: readonly Bus[];
  readonly participants: readonly { readonly id: string; readonly label: string }[];
  readonly components: readonly SiteComponent[];
}

export const signalsOf = ({ components }: Site): readonly Signal[] =>
  components.flatMap(({ id, signals }) =>
    signals.map(({ name, unit, role, min, max }) => ({
      name: `${id}.${name}`,
      component: id,
      signal: name,
      unit,
      role,
      ...(min === undefined ? {} : { min }),
      ...(max === undefined ? {} : { max }),
    })),
  );
