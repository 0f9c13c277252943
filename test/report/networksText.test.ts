import { expect, it } from 'vitest';
import { copperPlate } from '../../src/core/network.ts';
import { networksText } from '../../src/report/networksText.ts';

it('says which networks ran by their physics and which as copper plates', () => {
  const lines = { id: 'feeders', kind: 'electricityNetwork', component: 3, nodes: Int32Array.of(0, 1) };
  expect(networksText({ networks: [] })).toBeUndefined();
  expect(networksText({ networks: [lines] })).toBe('by their physics: feeders (electricityNetwork)');
  expect(networksText({ networks: [lines, copperPlate('pipes', [2, 3])] })).toBe(
    'by their physics: feeders (electricityNetwork); as copper plates, without loss or limit: pipes',
  );
});
