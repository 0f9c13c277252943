export { CancelPayload, OrderPayload } from '../../market/orderPayload.ts';
