from urllib.request import urlopen
def test_ls(live_server):
    assert urlopen(live_server.url+"/accounts/login/").status==200
    assert urlopen(live_server.url+"/static/dijkwacht/css/tokens.css").status==200
