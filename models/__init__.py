"""Records: tables, migrations, repositories, and the projection of case folders into them."""
