import accounts from './accounts.json'
import errors from './errors.json'
import inbox from './inbox.json'
import providerErrors from './provider-errors.json'
import shell from './shell.json'

export const catalogues = {
  accounts,
  errors,
  inbox,
  'provider-errors': providerErrors,
  shell,
}
