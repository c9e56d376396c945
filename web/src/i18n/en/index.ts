import accounts from './accounts.json'
import errors from './errors.json'
import inbox from './inbox.json'
import providerErrors from './provider-errors.json'
import settings from './settings.json'
import shell from './shell.json'
import simulator from './simulator.json'

export const catalogues = {
  accounts,
  errors,
  inbox,
  'provider-errors': providerErrors,
  settings,
  shell,
  simulator,
}
