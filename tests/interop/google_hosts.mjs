// Loaded before a program (node --import): where /etc/hosts would send Google's names to this machine and a rule of the
// firewall port 443 to another one, connections are made there instead. The program and its libraries stay as they are:
// they name Google's hosts, speak TLS, and verify the certificate for these names (NODE_EXTRA_CA_CERTS).
import net from 'node:net';
import tls from 'node:tls';

const PORT = Number(process.env.SIMULATOR_TLS_PORT);
const GOOGLE = /(^|\.)googleapis\.com$/;

function lead(module) {
  const connect = module.connect;
  module.connect = function connectNearby(options, ...rest) {
    if (options && typeof options === 'object' && GOOGLE.test(options.host ?? options.hostname ?? '')) {
      const name = options.servername || options.host || options.hostname;
      return connect.call(this, { ...options, host: '127.0.0.1', port: PORT, servername: name }, ...rest);
    }
    return connect.call(this, options, ...rest);
  };
}

if (PORT) {
  lead(tls);
  lead(net);
}
