import accounts from './accounts.json'
import audit from './audit.json'
import custody from './custody.json'
import errors from './errors.json'
import inbox from './inbox.json'
import keys from './keys.json'
import providerErrors from './provider-errors.json'
import settings from './settings.json'
import shell from './shell.json'
import simulator from './simulator.json'

export const catalogues = {
  accounts,
  audit,
  custody,
  errors,
  inbox,
  keys,
  'provider-errors': providerErrors,
  settings,
  shell,
  simulator,
}
