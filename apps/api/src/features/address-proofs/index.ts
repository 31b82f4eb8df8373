export { type AddressProofs, createAddressProofs } from './service.ts';
