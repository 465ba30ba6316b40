from dijkwacht.organisations.models.account import Account, AccountManager

__all__ = ["Account", "AccountManager"]
