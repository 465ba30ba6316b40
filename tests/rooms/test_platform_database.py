import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError


@pytest.mark.django_db
def test_the_product_works_as_the_application_role_in_tests_too():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)")
        assert cursor.fetchone() == ("dijkwacht_app", False)


@pytest.mark.django_db
def test_the_application_cannot_change_tables():
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE elsewhere (id int)")


@pytest.mark.django_db
@pytest.mark.parametrize("turn", [1, 2])
def test_what_a_test_writes_is_rolled_back(turn):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_session")
        assert cursor.fetchone() == (0,)
        cursor.execute("INSERT INTO django_session VALUES ('a', 'b', now())")


@pytest.mark.parametrize("turn", [1, 2])
def test_what_a_test_commits_lies_in_a_database_of_its_own(committed, turn):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_session")
        assert cursor.fetchone() == (0,)
        cursor.execute("INSERT INTO django_session VALUES ('a', 'b', now())")


@pytest.mark.django_db(transaction=True)
def test_the_mark_for_commits_gives_a_database_of_its_own():
    assert not connection.in_atomic_block
