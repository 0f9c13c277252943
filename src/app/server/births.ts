import type { z } from 'zod';
import { endOf } from '../../core/timeGrid.ts';
import type { DescribedSite } from '../../io/mqttDescriptions.ts';
import type { ComponentMeta, Head, SiteMeta } from '../../io/mqttPayloads.ts';
import { TOPICS } from '../../io/mqttTopics.ts';
import type { ComponentInfo, SiteInfo } from './siteInfo.ts';

export type SiteBirth = z.infer<typeof SiteMeta>;
export type ComponentBirth = z.infer<typeof ComponentMeta>;

export function siteBirth(site: SiteInfo, head: Head): SiteBirth {
  const { name, label, currency, zone, latitude_deg, longitude_deg, grid } = site;
  return {
    ...head,
    site: name,
    label,
    currency,
    zone,
    latitude_deg,
    longitude_deg,
    start_ms: grid.start_ms,
    end_ms: endOf(grid),
    step_s: grid.step_s,
    components: site.components.map(({ id }) => id),
    buses: site.buses.map((bus) => ({ ...bus })),
    participants: site.participants.map((one) => ({ ...one })),
    topics: TOPICS.map(({ pattern }) => pattern),
  };
}

/** Least and highest value of a signal, where its flow or its name says so. */
function boundsOf(c: ComponentInfo, signal: string): { min?: number; max?: number } {
  const port = c.ports.find((one) => one.signal === signal);
  if (port?.flow === 'out') return { min: 0 };
  if (port?.flow === 'in') return { max: 0 };
  return signal === 'soc' ? { min: 0, max: 1 } : {};
}

export function componentBirth(site: SiteInfo, c: ComponentInfo, head: Head): ComponentBirth {
  return {
    ...head,
    kind: c.kind,
    role: c.role,
    label: c.label,
    ...(c.owner === '' ? {} : { owner: c.owner }),
    signals: site.columns
      .filter(({ component }) => component === c.id)
      .map(({ signal, unit, role }) => ({
        name: signal,
        unit,
        role,
        sign: role === 'port' ? ('intoBus' as const) : ('none' as const),
        ...boundsOf(c, signal),
      })),
    setpoints: c.leads.map((lead) => c.ports.find(({ name }) => name === lead)!.signal),
    inputs: [...c.inputs],
    ...(c.meters.length === 0
      ? {}
      : { meters: c.meters.map(({ signal, isLive, gaps }) => ({ signal, from: isLive ? 'live' : 'history', gaps })) }),
    parameters: { ...c.parameters },
    ...(c.map === undefined
      ? {}
      : {
          map: {
            nodes: c.map.nodes.map(({ id, levels }) => ({ id, levels: [...levels] })),
            edges: c.map.edges.map(({ levels, ...edge }) => ({ ...edge, levels: [...levels] })),
          },
        }),
    relations: c.ports.flatMap(({ name, signal, carrier, flow, bus }) =>
      bus === null ? [] : [{ port: name, signal, carrier, flow, bus }],
    ),
  };
}

/** A site as machine descriptions know it. */
export const describedSite = (site: SiteInfo): DescribedSite => ({
  name: site.name,
  label: site.label,
  components: site.components.map((c) => ({
    id: c.id,
    label: c.label,
    signals: site.columns
      .filter(({ component }) => component === c.id)
      .map(({ signal, unit }) => ({ name: signal, unit })),
    setpoints: c.leads.map((lead) => c.ports.find(({ name }) => name === lead)!.signal),
  })),
});
