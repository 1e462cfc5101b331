import { describe, expect, it } from 'vitest';
import { isPublicAddress } from '../../../../core/shared/net/public-address.ts';

const refused = `127.0.0.1 127.1 127.255.255.254 0x7f.1 0x7f000001 0177.0.0.1 017700000001 2130706433 0 0.0.0.0 0.1.2.3
10.0.0.1 10.255.255.255 0xa.1 167772161 172.16.0.1 172.31.255.255 192.168.0.1 192.168.1 3232235521 169.254.169.254
0xa9fea9fe 2852039166 100.64.0.1 100.127.255.255 192.0.0.1 192.0.2.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1
239.255.255.250 240.0.0.1 255.255.255.255 ::1 :: 0:0:0:0:0:0:0:1 ::ffff:127.0.0.1 ::ffff:7f00:1 ::ffff:10.0.0.1
::ffff:8.8.8.8 ::127.0.0.1 ::7f00:1 64:ff9b::127.0.0.1 64:ff9b::7f00:1 64:ff9b:1::7f00:1 2002:7f00:1:: 2002:a00:1::
2001::1 2001:db8::1 fc00::1 fd00::1 fd12:3456:789a::1 fe80::1 fe80::1%eth0 febf::1 fec0::1 ff02::1 ff0e::1 100::1
localhost 127.0.0.1.nip.io 256.256.256.256 [::1] 1.2.3.4.5`.split(/\s+/);

describe('isPublicAddress', () => {
  it.each(refused)('refuses %s', (address) => expect(isPublicAddress(address)).toBe(false));
  it.each(['8.8.8.8', '1.1.1.1', '100.128.0.1', '172.32.0.1', '2606:4700:4700::1111', '2a00:1450:4001::8a'])(
    'accepts %s', (address) => expect(isPublicAddress(address)).toBe(true));
});
