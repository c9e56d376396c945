import accounts from './accounts.json'
import errors from './errors.json'
import inbox from './inbox.json'
import providerErrors from './provider-errors.json'
import vendorErrors from '../provider-errors.pt-BR.json'
import settings from './settings.json'
import shell from './shell.json'
import simulator from './simulator.json'

export const catalogues = {
  accounts,
  errors,
  inbox,
  'provider-errors': providerErrors,
  'vendor-errors': vendorErrors,
  settings,
  shell,
  simulator,
}
